CREATE TABLE `ledger_runs` (
	`id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`ran_at` datetime(3) NOT NULL,
	`differences` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`checked` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	CONSTRAINT `ledger_runs_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `order_lines` (
	`order_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`sku` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`place` int NOT NULL,
	`title` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`quantity` bigint NOT NULL,
	`unit_price` bigint NOT NULL,
	`line_total` bigint NOT NULL,
	`units_sold` bigint NOT NULL,
	`units_held` bigint NOT NULL,
	CONSTRAINT `order_lines_order_id_sku_pk` PRIMARY KEY(`order_id`,`sku`)
);
--> statement-breakpoint
CREATE TABLE `orders` (
	`id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`epoch` bigint NOT NULL,
	`version` bigint NOT NULL,
	`schema_version` int NOT NULL,
	`state` varchar(16) NOT NULL,
	`seal` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	`lists` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	`updated_at` datetime(3) NOT NULL,
	`owner` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	`number` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	`status` varchar(16),
	`currency` varchar(3),
	`total_amount` bigint,
	`captured_amount` bigint NOT NULL,
	`refunded_amount` bigint NOT NULL,
	`created_at` datetime(3),
	`expires_at` datetime(3),
	`settling` int NOT NULL,
	CONSTRAINT `orders_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `stock` (
	`id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`epoch` bigint NOT NULL,
	`version` bigint NOT NULL,
	`schema_version` int NOT NULL,
	`state` varchar(16) NOT NULL,
	`seal` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	`lists` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	`updated_at` datetime(3) NOT NULL,
	`object_on_hand` bigint NOT NULL,
	`outside` bigint NOT NULL,
	`held` bigint NOT NULL,
	`sold` bigint NOT NULL,
	`received` bigint NOT NULL,
	CONSTRAINT `stock_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `products` ADD `object_on_hand` bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `products` ADD `held` bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `order_lines_by_sku` ON `order_lines` (`sku`);--> statement-breakpoint
CREATE INDEX `orders_by_state` ON `orders` (`state`,`updated_at`);--> statement-breakpoint
CREATE INDEX `orders_by_owner` ON `orders` (`owner`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_by_status` ON `orders` (`status`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_by_time` ON `orders` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_by_settling` ON `orders` (`settling`);--> statement-breakpoint
CREATE INDEX `stock_by_state` ON `stock` (`state`,`updated_at`);