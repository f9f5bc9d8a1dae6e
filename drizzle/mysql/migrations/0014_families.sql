ALTER TABLE `products` ADD `family` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;--> statement-breakpoint
ALTER TABLE `products` ADD `variant` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;--> statement-breakpoint
CREATE INDEX `products_by_family` ON `products` (`family`,`sku`);