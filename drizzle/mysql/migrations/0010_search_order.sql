-- Rows of a word stand by weight, so that a list by relevance is read from its first product on.
ALTER TABLE `product_terms` DROP PRIMARY KEY, ADD PRIMARY KEY(`term`,`weight`,`sku`);--> statement-breakpoint
ALTER TABLE `products` ADD `lot` int DEFAULT 0 NOT NULL;--> statement-breakpoint
-- Any lots will do; an edit gives a product the one of its SKU.
UPDATE `products` SET `lot` = floor(rand() * 1024);--> statement-breakpoint
CREATE INDEX `products_by_lot` ON `products` (`status`,`lot`,`sku`);--> statement-breakpoint
CREATE INDEX `products_by_price` ON `products` (`status`,`price_amount`,`sku`);--> statement-breakpoint
CREATE INDEX `products_by_creation` ON `products` (`status`,`created_at`,`sku`);--> statement-breakpoint
CREATE INDEX `products_by_category_price` ON `products` (`status`,`category`,`price_amount`);
--> statement-breakpoint
CREATE TABLE `product_words` (
	`sku` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`words` mediumblob NOT NULL,
	CONSTRAINT `product_words_sku` PRIMARY KEY(`sku`)
);
--> statement-breakpoint
SET SESSION group_concat_max_len = 1048576;--> statement-breakpoint
INSERT INTO `product_words` SELECT `sku`, concat('\n', group_concat(`term`, '\t', `weight` ORDER BY `weight` DESC SEPARATOR '\n'), '\n') FROM `product_terms` GROUP BY `sku`;
