CREATE TABLE `reports` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`started_at` text NOT NULL,
	`ended_at` text,
	`checked` text NOT NULL,
	`counts` text NOT NULL,
	`findings` text NOT NULL,
	`progress` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `reports_by_time` ON `reports` (`started_at`,`id`);
--> statement-breakpoint
DROP TABLE `ledger_runs`;