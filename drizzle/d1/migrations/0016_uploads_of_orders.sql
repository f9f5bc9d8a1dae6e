ALTER TABLE `order_lines` ADD `upload` text;--> statement-breakpoint
CREATE INDEX `order_lines_by_upload` ON `order_lines` (`upload`) WHERE upload is not null;