CREATE TABLE `carts` (
	`id` text PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL,
	`version` integer NOT NULL,
	`schema_version` integer NOT NULL,
	`state` text NOT NULL,
	`seal` text,
	`lists` text,
	`updated_at` text NOT NULL,
	`item_count` integer NOT NULL,
	`line_count` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `carts_by_state` ON `carts` (`state`,`updated_at`);--> statement-breakpoint
CREATE TABLE `categories` (
	`id` text PRIMARY KEY NOT NULL,
	`parent` text,
	`name` text NOT NULL,
	`sibling_rank` integer NOT NULL,
	`tree_rank` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `dead_letters` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text,
	`aggregate_id` text,
	`epoch` integer,
	`version` integer,
	`reason` text NOT NULL,
	`refused_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `dead_letters_by_time` ON `dead_letters` (`refused_at`,`id`);--> statement-breakpoint
CREATE TABLE `products` (
	`sku` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`description` text NOT NULL,
	`category` text NOT NULL,
	`price_amount` integer NOT NULL,
	`compare_at_amount` integer,
	`images` text NOT NULL,
	`attributes` text NOT NULL,
	`labels` text NOT NULL,
	`status` text NOT NULL,
	`on_hand` integer NOT NULL,
	`version` integer NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `products_by_category` ON `products` (`category`,`status`,`sku`);