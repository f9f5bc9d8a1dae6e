ALTER TABLE `orders` ADD `email` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;--> statement-breakpoint
UPDATE `orders` SET `email` = NULLIF(LOWER(TRIM(JSON_UNQUOTE(JSON_EXTRACT(`lists`, '$.contact.me.email')))), 'null') WHERE JSON_VALID(`lists`);--> statement-breakpoint
CREATE INDEX `orders_by_number` ON `orders` (`number`);--> statement-breakpoint
CREATE INDEX `orders_by_email` ON `orders` (`email`,`created_at`,`id`);
