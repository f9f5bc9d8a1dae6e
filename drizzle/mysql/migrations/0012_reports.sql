CREATE TABLE `reports` (
	`id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`kind` varchar(16) NOT NULL,
	`state` varchar(16) NOT NULL,
	`started_at` datetime(3) NOT NULL,
	`ended_at` datetime(3),
	`checked` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`counts` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`findings` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`progress` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	CONSTRAINT `reports_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE INDEX `reports_by_time` ON `reports` (`started_at`,`id`);
--> statement-breakpoint
DROP TABLE `ledger_runs`;