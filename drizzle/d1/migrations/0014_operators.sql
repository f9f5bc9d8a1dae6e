CREATE TABLE `job_runs` (
	`name` text PRIMARY KEY NOT NULL,
	`started_at` text NOT NULL,
	`ended_at` text NOT NULL,
	`outcome` text NOT NULL,
	`reason` text
);
--> statement-breakpoint
DROP INDEX `audit_by_subject`;--> statement-breakpoint
ALTER TABLE `audit` ADD `reason` text;--> statement-breakpoint
ALTER TABLE `audit` ADD `outcome` text DEFAULT 'done' NOT NULL;--> statement-breakpoint
ALTER TABLE `audit` ADD `detail` text;--> statement-breakpoint
CREATE INDEX `audit_by_actor` ON `audit` (`actor`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_by_time` ON `audit` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_by_subject` ON `audit` (`subject`,`at`,`id`);