CREATE TABLE `accounts` (
	`id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`epoch` bigint NOT NULL,
	`version` bigint NOT NULL,
	`schema_version` int NOT NULL,
	`state` varchar(16) NOT NULL,
	`seal` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	`lists` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	`updated_at` datetime(3) NOT NULL,
	`email` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	`name` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	`role` varchar(16),
	`created_at` datetime(3),
	CONSTRAINT `accounts_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `claims` (
	`id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`epoch` bigint NOT NULL,
	`version` bigint NOT NULL,
	`schema_version` int NOT NULL,
	`state` varchar(16) NOT NULL,
	`seal` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	`lists` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	`updated_at` datetime(3) NOT NULL,
	`user_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	CONSTRAINT `claims_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE INDEX `accounts_by_state` ON `accounts` (`state`,`updated_at`);--> statement-breakpoint
CREATE INDEX `accounts_by_email` ON `accounts` (`email`);--> statement-breakpoint
CREATE INDEX `claims_by_state` ON `claims` (`state`,`updated_at`);