CREATE TABLE `audit` (
	`id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`at` datetime(3) NOT NULL,
	`actor` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`action` varchar(32) NOT NULL,
	`subject` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`changes` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	CONSTRAINT `audit_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `catalogue_state` (
	`id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`epoch` bigint NOT NULL,
	CONSTRAINT `catalogue_state_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `heat_batches` (
	`id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`at` datetime(3) NOT NULL,
	CONSTRAINT `heat_batches_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `product_heat` (
	`sku` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`score` double NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	CONSTRAINT `product_heat_sku` PRIMARY KEY(`sku`)
);
--> statement-breakpoint
CREATE TABLE `product_heat_days` (
	`day` date NOT NULL,
	`sku` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`views` bigint NOT NULL,
	`adds` bigint NOT NULL,
	`purchases` bigint NOT NULL,
	CONSTRAINT `product_heat_days_day_sku_pk` PRIMARY KEY(`day`,`sku`)
);
--> statement-breakpoint
CREATE TABLE `product_terms` (
	`term` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`sku` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`weight` int NOT NULL,
	CONSTRAINT `product_terms_term_sku_pk` PRIMARY KEY(`term`,`sku`)
);
--> statement-breakpoint
CREATE TABLE `watermarks` (
	`id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	`sku` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`begun_at` datetime(3),
	CONSTRAINT `watermarks_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `categories` ADD `version` bigint DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `products` ADD `indexed_version` bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `products` ADD `edit` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `products` ADD `created_at` datetime(3) DEFAULT '1970-01-01 00:00:00.000' NOT NULL;--> statement-breakpoint
CREATE INDEX `audit_by_subject` ON `audit` (`subject`,`id`);--> statement-breakpoint
CREATE INDEX `heat_batches_by_time` ON `heat_batches` (`at`);--> statement-breakpoint
CREATE INDEX `product_heat_by_update` ON `product_heat` (`updated_at`);--> statement-breakpoint
CREATE INDEX `product_terms_by_sku` ON `product_terms` (`sku`);--> statement-breakpoint
CREATE INDEX `products_by_update` ON `products` (`updated_at`,`sku`);