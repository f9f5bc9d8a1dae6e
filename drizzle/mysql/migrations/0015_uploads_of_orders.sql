ALTER TABLE `order_lines` ADD `upload` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;--> statement-breakpoint
CREATE INDEX `order_lines_by_upload` ON `order_lines` (`upload`);