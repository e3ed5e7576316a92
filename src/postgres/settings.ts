/**
 * The settings of the embedded PostgreSQL, chosen for two cores and little memory, and why they differ from the
 * defaults.
 */

export interface ServerSettings {
  /** The most connections: our own, and some for a person who looks in with psql. */
  readonly maxConnections: number;
  /**
   * False for data that is thrown away anyway: nothing waits for the disk, and a crash of the machine may lose data.
   */
  readonly durable: boolean;
}

/**
 * The text of `postgresql.conf`. It is rewritten at each start; a person's own settings belong into ALTER SYSTEM, which
 * lasts.
 */
export function serverConfiguration(settings: ServerSettings): string {
  return `# Written by musterd at each start. For settings of your own use ALTER SYSTEM, which wins over this file.

# Only a Unix socket, inside the cluster's directory (relative paths start there), which nobody but its owner enters.
listen_addresses = ''
unix_socket_directories = '.'
unix_socket_permissions = 0700
max_connections = ${settings.maxConnections}
cluster_name = 'musterd'

# What was acknowledged is on disk.
fsync = ${onOff(settings.durable)}
synchronous_commit = ${onOff(settings.durable)}
full_page_writes = ${onOff(settings.durable)}

# Memory is used when pages are touched, so an idle server stays small.
shared_buffers = 256MB
effective_cache_size = 512MB
maintenance_work_mem = 64MB
# In files of the cluster rather than /dev/shm, of which a container has little and which nobody would tidy.
dynamic_shared_memory_type = mmap

# With the default of 1GB a rollout at full speed would force checkpoints one after another, each of which makes the
# device path write whole pages again. Kept segments are reused rather than created.
max_wal_size = 2GB
min_wal_size = 256MB
checkpoint_completion_target = 0.9

# Statements are short: compiling them, or spreading one over both cores, costs the others more than it gains.
jit = off
max_parallel_workers_per_gather = 0
random_page_cost = 1.1

# Executions are updated several times within minutes; dead rows must not pile up in the queues that devices read.
autovacuum_naptime = 10s
autovacuum_vacuum_scale_factor = 0.05
autovacuum_vacuum_insert_scale_factor = 0.1
autovacuum_analyze_scale_factor = 0.02
autovacuum_vacuum_cost_limit = 1000

# musterd reads standard error and stamps the time itself. Errors of statements reach whoever sent them; their detail
# holds values of rows, which have no place in a log.
log_destination = 'stderr'
logging_collector = off
log_line_prefix = ''
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_checkpoints = off
log_autovacuum_min_duration = -1

timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
default_text_search_config = 'pg_catalog.simple'
`;
}

function onOff(value: boolean): string {
  return value ? 'on' : 'off';
}
