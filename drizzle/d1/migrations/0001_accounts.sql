CREATE TABLE `accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL,
	`version` integer NOT NULL,
	`schema_version` integer NOT NULL,
	`state` text NOT NULL,
	`seal` text,
	`lists` text,
	`updated_at` text NOT NULL,
	`email` text,
	`name` text,
	`role` text,
	`created_at` text
);
--> statement-breakpoint
CREATE INDEX `accounts_by_state` ON `accounts` (`state`,`updated_at`);--> statement-breakpoint
CREATE INDEX `accounts_by_email` ON `accounts` (`email`);--> statement-breakpoint
CREATE TABLE `claims` (
	`id` text PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL,
	`version` integer NOT NULL,
	`schema_version` integer NOT NULL,
	`state` text NOT NULL,
	`seal` text,
	`lists` text,
	`updated_at` text NOT NULL,
	`user_id` text
);
--> statement-breakpoint
CREATE INDEX `claims_by_state` ON `claims` (`state`,`updated_at`);