/** The few types of the Workers platform that shared sources name, without its globals: dev uses Node's. */
type D1Database = import('@cloudflare/workers-types').D1Database
