-- Rows of a word stand by weight, so that a list by relevance is read from its first product on.
CREATE TABLE `product_terms_by_weight` (
	`term` text NOT NULL,
	`sku` text NOT NULL,
	`weight` integer NOT NULL,
	PRIMARY KEY(`term`,`weight`,`sku`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `product_terms_by_weight` (`term`, `sku`, `weight`) SELECT `term`, `sku`, `weight` FROM `product_terms` ORDER BY `term`, `weight`, `sku`;--> statement-breakpoint
DROP TABLE `product_terms`;--> statement-breakpoint
ALTER TABLE `product_terms_by_weight` RENAME TO `product_terms`;--> statement-breakpoint
CREATE INDEX `product_terms_by_sku` ON `product_terms` (`sku`);--> statement-breakpoint
ALTER TABLE `products` ADD `lot` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
-- Any lots will do; an edit gives a product the one of its SKU.
UPDATE `products` SET `lot` = abs(random() % 1024);--> statement-breakpoint
CREATE INDEX `products_by_lot` ON `products` (`status`,`lot`,`sku`);--> statement-breakpoint
CREATE INDEX `products_by_price` ON `products` (`status`,`price_amount`,`sku`);--> statement-breakpoint
CREATE INDEX `products_by_creation` ON `products` (`status`,`created_at`,`sku`);--> statement-breakpoint
CREATE INDEX `products_by_category_price` ON `products` (`status`,`category`,`price_amount`);
--> statement-breakpoint
CREATE TABLE `product_words` (
	`sku` text PRIMARY KEY NOT NULL,
	`words` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `product_words` SELECT `sku`, char(10) || group_concat(`term` || char(9) || `weight`, char(10)) || char(10) FROM (SELECT `sku`, `term`, `weight` FROM `product_terms` ORDER BY `sku`, `weight` DESC) GROUP BY `sku`;
