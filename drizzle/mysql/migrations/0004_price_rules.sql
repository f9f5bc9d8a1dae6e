CREATE TABLE `price_rules` (
	`kind` varchar(16) NOT NULL,
	`id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`version` bigint NOT NULL,
	`is_active` int NOT NULL,
	`is_deleted` int NOT NULL,
	`body` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	`edit` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	CONSTRAINT `price_rules_kind_id_pk` PRIMARY KEY(`kind`,`id`)
);
--> statement-breakpoint
ALTER TABLE `products` ADD `weight_grams` bigint DEFAULT 0 NOT NULL;