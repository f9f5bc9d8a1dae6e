CREATE TABLE `job_runs` (
	`name` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	`started_at` datetime(3) NOT NULL,
	`ended_at` datetime(3) NOT NULL,
	`outcome` varchar(16) NOT NULL,
	`reason` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	CONSTRAINT `job_runs_name` PRIMARY KEY(`name`)
);
--> statement-breakpoint
DROP INDEX `audit_by_subject` ON `audit`;--> statement-breakpoint
ALTER TABLE `audit` ADD `reason` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;--> statement-breakpoint
ALTER TABLE `audit` ADD `outcome` varchar(16) DEFAULT 'done' NOT NULL;--> statement-breakpoint
ALTER TABLE `audit` ADD `detail` varchar(64);--> statement-breakpoint
CREATE INDEX `audit_by_actor` ON `audit` (`actor`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_by_time` ON `audit` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_by_subject` ON `audit` (`subject`,`at`,`id`);