CREATE TABLE `price_rules` (
	`kind` text NOT NULL,
	`id` text NOT NULL,
	`version` integer NOT NULL,
	`is_active` integer NOT NULL,
	`is_deleted` integer NOT NULL,
	`body` text NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`edit` text NOT NULL,
	PRIMARY KEY(`kind`, `id`)
);
--> statement-breakpoint
ALTER TABLE `products` ADD `weight_grams` integer DEFAULT 0 NOT NULL;