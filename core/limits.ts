/**
 * Every bound of the gate in one place; the unit stands last in each name. What a peer may make us
 * hold, parse or loop over is bounded by one of these.
 */
export const limits = {
  // Engine
  frame_bytes_max: 128 * 1024 * 1024,
  read_buffer_bytes_min: 8 * 1024,
  read_buffer_bytes_max: 256 * 1024,
  /** Shared by all frames of the process that are larger than the threshold. */
  inspection_budget_bytes: 512 * 1024 * 1024,
  budgeted_frame_bytes_min: 1024 * 1024,
  frame_timeout_ms: 120_000,
  connections_count_max: 20_000,
  /** Silence after which the system asks whether the other end is still there. */
  keep_alive_ms: 30_000,
  connect_timeout_ms: 10_000,
  handshake_timeout_ms: 30_000,
  idle_timeout_ms: 0,
  drain_timeout_ms: 20_000,
  wait_timeout_ms: 10_000,
  resources_count_max: 50_000,
  paths_count_max: 65_536,
  /** Names of one object that are kept; more of them are keys of a map rather than names of fields. */
  path_children_count_max: 1_024,
  path_key_bytes_max: 1_024,
  /** Paths beyond those bounds that are remembered at a time. */
  path_passing_count_max: 1_024,

  // Payloads inside values
  json_depth_max: 1_000,
  nested_decode_depth_max: 4,
  text_leaf_bytes_max: 128 * 1024 * 1024,

  // Detection
  automaton_states_max: 512,
  detect_fields_count_max: 32_768,
  detect_stretch_chars: 131_072,
  detect_overlap_chars: 32_768,
  detect_base64_chars_max: 65_536,
  detect_inflated_bytes_max: 262_144,
  detect_named_value_chars_max: 4_096,
  detect_pattern_chars_max: 1_000,
  detect_pattern_steps_max: 10_000,
  detect_pattern_window_chars: 16_384,
  detect_pattern_match_chars_max: 1_024,
  detect_pattern_matches_max: 1_000,
  /** Findings of a scan in one value, and text that it holds while it learns fields. */
  scan_findings_count_max: 1_000_000,
  scan_held_chars_max: 64 * 1024 * 1024,

  // Kafka
  kafka_array_count_max: 1_000_000,
  kafka_tagged_fields_count_max: 10_000,
  kafka_decompressed_batch_bytes_max: 256 * 1024 * 1024,
  /** All batches of one frame together, so that many small bombs are one large one. */
  kafka_decompressed_frame_bytes_max: 2 * 1024 * 1024 * 1024,
  kafka_in_flight_count_max: 10_000,
  kafka_topic_ids_count_max: 100_000,
  kafka_sasl_token_bytes_max: 512 * 1024,

  // MongoDB
  mongo_message_bytes_max: 48_000_000,
  mongo_document_depth_max: 200,
  mongo_cursors_count_max: 10_000,
  mongo_in_flight_count_max: 10_000,
  mongo_names_per_place_count_max: 1_024,
  mongo_pipeline_stages_count_max: 2_000,
  mongo_view_depth_max: 20,
  mongo_catalog_age_ms_max: 30_000,
  mongo_sample_age_ms_max: 600_000,
  mongo_databases_count_max: 1_000,
  mongo_shared_count_max: 10_000,

  // MySQL
  mysql_payload_bytes_max: 128 * 1024 * 1024,
  mysql_columns_count_max: 65_535,
  mysql_statements_count_max: 16_384,
  mysql_handshake_bytes_max: 256 * 1024,
  mysql_metadata_bytes_max: 16 * 1024 * 1024,
  mysql_in_flight_count_max: 65_536,
  mysql_parameters_count_max: 65_535,
  mysql_variables_count_max: 1_024,
  mysql_identifiers_count_max: 4_096,
  mysql_statement_facts_cache_count_max: 1_024,
  mysql_disguise_bytes_max: 1024 * 1024,
} as const;
