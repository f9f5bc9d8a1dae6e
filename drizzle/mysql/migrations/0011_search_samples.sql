-- Samples are read in one piece: of words with what they stand for, and of all products with what is counted of them. The
-- products of a category stand by price to the last of them.
DROP INDEX `products_by_lot` ON `products`;--> statement-breakpoint
CREATE INDEX `products_by_lot` ON `products` (`status`,`lot`,`sku`,`category`,`price_amount`);--> statement-breakpoint
DROP INDEX `products_by_category_price` ON `products`;--> statement-breakpoint
CREATE INDEX `products_by_category_price` ON `products` (`status`,`category`,`price_amount`,`sku`);--> statement-breakpoint
ALTER TABLE `product_words` ADD `lot` int DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `product_words` INNER JOIN `products` ON `products`.`sku` = `product_words`.`sku` SET `product_words`.`lot` = `products`.`lot`;--> statement-breakpoint
CREATE INDEX `product_words_by_lot` ON `product_words` (`lot`,`sku`);
