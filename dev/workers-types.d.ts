/** The few types of the Workers platform that shared sources name, without its other globals: those are Node's here. */
type D1Database = import('@cloudflare/workers-types').D1Database
