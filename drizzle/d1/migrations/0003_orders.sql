CREATE TABLE `ledger_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`ran_at` text NOT NULL,
	`differences` text NOT NULL,
	`checked` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `order_lines` (
	`order_id` text NOT NULL,
	`sku` text NOT NULL,
	`place` integer NOT NULL,
	`title` text NOT NULL,
	`quantity` integer NOT NULL,
	`unit_price` integer NOT NULL,
	`line_total` integer NOT NULL,
	`units_sold` integer NOT NULL,
	`units_held` integer NOT NULL,
	PRIMARY KEY(`order_id`, `sku`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `order_lines_by_sku` ON `order_lines` (`sku`);--> statement-breakpoint
CREATE TABLE `orders` (
	`id` text PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL,
	`version` integer NOT NULL,
	`schema_version` integer NOT NULL,
	`state` text NOT NULL,
	`seal` text,
	`lists` text,
	`updated_at` text NOT NULL,
	`owner` text,
	`number` text,
	`status` text,
	`currency` text,
	`total_amount` integer,
	`captured_amount` integer NOT NULL,
	`refunded_amount` integer NOT NULL,
	`created_at` text,
	`expires_at` text,
	`settling` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `orders_by_state` ON `orders` (`state`,`updated_at`);--> statement-breakpoint
CREATE INDEX `orders_by_owner` ON `orders` (`owner`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_by_status` ON `orders` (`status`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_by_time` ON `orders` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_by_settling` ON `orders` (`settling`) WHERE settling = 1;--> statement-breakpoint
CREATE TABLE `stock` (
	`id` text PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL,
	`version` integer NOT NULL,
	`schema_version` integer NOT NULL,
	`state` text NOT NULL,
	`seal` text,
	`lists` text,
	`updated_at` text NOT NULL,
	`object_on_hand` integer NOT NULL,
	`outside` integer NOT NULL,
	`held` integer NOT NULL,
	`sold` integer NOT NULL,
	`received` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `stock_by_state` ON `stock` (`state`,`updated_at`);--> statement-breakpoint
ALTER TABLE `products` ADD `object_on_hand` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `products` ADD `held` integer DEFAULT 0 NOT NULL;