CREATE TABLE `audit` (
	`id` text PRIMARY KEY NOT NULL,
	`at` text NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`changes` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_by_subject` ON `audit` (`subject`,`id`);--> statement-breakpoint
CREATE TABLE `catalogue_state` (
	`id` text PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `heat_batches` (
	`id` text PRIMARY KEY NOT NULL,
	`at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `heat_batches_by_time` ON `heat_batches` (`at`);--> statement-breakpoint
CREATE TABLE `product_heat` (
	`sku` text PRIMARY KEY NOT NULL,
	`score` real NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `product_heat_by_update` ON `product_heat` (`updated_at`);--> statement-breakpoint
CREATE TABLE `product_heat_days` (
	`day` text NOT NULL,
	`sku` text NOT NULL,
	`views` integer NOT NULL,
	`adds` integer NOT NULL,
	`purchases` integer NOT NULL,
	PRIMARY KEY(`day`, `sku`)
);
--> statement-breakpoint
CREATE TABLE `product_terms` (
	`term` text NOT NULL,
	`sku` text NOT NULL,
	`weight` integer NOT NULL,
	PRIMARY KEY(`term`, `sku`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `product_terms_by_sku` ON `product_terms` (`sku`);--> statement-breakpoint
CREATE TABLE `watermarks` (
	`id` text PRIMARY KEY NOT NULL,
	`updated_at` text NOT NULL,
	`sku` text NOT NULL,
	`begun_at` text
);
--> statement-breakpoint
ALTER TABLE `categories` ADD `version` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `products` ADD `indexed_version` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `products` ADD `edit` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `products` ADD `created_at` text DEFAULT '1970-01-01 00:00:00.000' NOT NULL;--> statement-breakpoint
CREATE INDEX `products_by_update` ON `products` (`updated_at`,`sku`);