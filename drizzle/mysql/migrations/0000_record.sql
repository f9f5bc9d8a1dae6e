CREATE TABLE `carts` (
	`id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`epoch` bigint NOT NULL,
	`version` bigint NOT NULL,
	`schema_version` int NOT NULL,
	`state` varchar(16) NOT NULL,
	`seal` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	`lists` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	`updated_at` datetime(3) NOT NULL,
	`item_count` bigint NOT NULL,
	`line_count` int NOT NULL,
	CONSTRAINT `carts_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `categories` (
	`id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`parent` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	`name` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`sibling_rank` int NOT NULL,
	`tree_rank` int NOT NULL,
	CONSTRAINT `categories_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `dead_letters` (
	`id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`kind` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	`aggregate_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	`epoch` bigint,
	`version` bigint,
	`reason` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`refused_at` datetime(3) NOT NULL,
	CONSTRAINT `dead_letters_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `products` (
	`sku` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`title` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`description` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`category` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`price_amount` bigint NOT NULL,
	`compare_at_amount` bigint,
	`images` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`attributes` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`labels` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`status` varchar(16) NOT NULL,
	`on_hand` bigint NOT NULL,
	`version` bigint NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	CONSTRAINT `products_sku` PRIMARY KEY(`sku`)
);
--> statement-breakpoint
CREATE INDEX `carts_by_state` ON `carts` (`state`,`updated_at`);--> statement-breakpoint
CREATE INDEX `dead_letters_by_time` ON `dead_letters` (`refused_at`,`id`);--> statement-breakpoint
CREATE INDEX `products_by_category` ON `products` (`category`,`status`,`sku`);