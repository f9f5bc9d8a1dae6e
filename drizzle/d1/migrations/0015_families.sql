ALTER TABLE `products` ADD `family` text;--> statement-breakpoint
ALTER TABLE `products` ADD `variant` text;--> statement-breakpoint
CREATE INDEX `products_by_family` ON `products` (`family`,`sku`);