# ./dev bench: figures, side by side with other programs in one run.
# shellcheck shell=bash

help_bench() {
  cat <<'TEXT'
./dev bench [name...] [options of the benchmark]: build for release and measure.

  rest_produce    one row a request over 64 connections, against the bare HTTP server
  rest_kafka      the same into a real Kafka, beside Kafka's own producer
  kafka_door      Kafka's own performance tools on the embedded log, beside Kafka itself
  rest_batch      100 rows a request, against the disk's own speed
  kinesis         PutRecord, PutRecords and GetRecords; --peer URL measures another server
  sink            objects a second with flush.size=1
  sink_s3         the sink on an S3 server, against a bare loop of puts, and the real connector
                  where PINFLOW_CONNECT_PLUGINS (plugin.path) and KAFKA_HOME name one
  batch           1 M rows a dataset from JSON to nine answers, against DuckDB
  small_objects   3 x 10,000 one-record objects to nine answers, against DuckDB and Polars
  stream_drain    rows/s from a full log into a Delta table, against DuckDB
  stream_latency  from a post to its row at 5,000 rows/s
  stream_kafka    both on a real Kafka, beside the embedded log
  spark           the daily run on Spark local[2], beside DuckDB; only when named
  stream_age      a micro-batch on a table of 1,000 commits and on one of 100,000
  key_index       memory and time of a stream's key index for each million keys
  dag             what a run of the DAG costs beside its tasks; 10,000 runs listed
  metrics_latency /v1/metrics/<name> at 1,000 requests/s while posts arrive
  dashboard       the page in Chromium: first paint, live data, a question over 1 M rows
  soak            three streams for half an hour (--minutes), memory each minute; only when named
  idle            memory and time to ready of `pinflow up`

Without a name all run. A name's own options: ./dev bench NAME --help; --json for machines.

Examples:
  ./dev bench
  ./dev bench rest_produce
  ./dev bench batch --rows 10000000 --runs 1
TEXT
}

run_bench() {
  local known=(rest_produce rest_kafka kafka_door rest_batch kinesis rest_mixed idle_connections sink
    sink_s3 batch small_objects stream_drain stream_latency stream_kafka stream_age key_index dag
    metrics_latency dashboard idle) names=() name
  while (($#)) && [[ $1 != -* ]]; do
    [[ " ${known[*]} spark soak " == *" $1 "* ]] || usage_error bench "$1"
    names+=("$1")
    shift
  done
  ((${#names[@]})) || names=("${known[@]}")
  load setup
  load build
  run_setup --bench
  build_preset release pinflow echo_bench s3_put_bench key_index_bench dag_bench
  for name in "${names[@]}"; do
    build/venv/bin/python "bench/$name.py" "$@"
  done
}
