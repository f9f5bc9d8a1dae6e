ALTER TABLE `orders` ADD `email` text;--> statement-breakpoint
UPDATE `orders` SET `email` = lower(trim(json_extract(`lists`, '$.contact.me.email'))) WHERE json_valid(`lists`);--> statement-breakpoint
CREATE INDEX `orders_by_number` ON `orders` (`number`);--> statement-breakpoint
CREATE INDEX `orders_by_email` ON `orders` (`email`,`created_at`,`id`);
