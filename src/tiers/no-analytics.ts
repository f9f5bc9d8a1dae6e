/** Stands for @upstash/core-analytics, which @upstash/ratelimit brings along and which is switched off here. */
export class Analytics {}
