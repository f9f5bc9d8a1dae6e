ALTER TABLE `accounts` ADD `settling` int DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `carts` ADD `settling` int DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `accounts_by_settling` ON `accounts` (`settling`,`id`);--> statement-breakpoint
CREATE INDEX `carts_by_settling` ON `carts` (`settling`,`id`);--> statement-breakpoint
CREATE INDEX `stock_by_held` ON `stock` (`held`);