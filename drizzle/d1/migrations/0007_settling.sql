ALTER TABLE `accounts` ADD `settling` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `accounts_by_settling` ON `accounts` (`settling`,`id`) WHERE settling = 1;--> statement-breakpoint
ALTER TABLE `carts` ADD `settling` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `carts_by_settling` ON `carts` (`settling`,`id`) WHERE settling = 1;--> statement-breakpoint
CREATE INDEX `stock_by_held` ON `stock` (`held`) WHERE held > 0;