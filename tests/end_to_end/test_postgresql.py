"""PostgreSQL in place of the embedded source: filled, read in the order of the exercise, proved."""
import pytest
from postgresql import PostgreSql
from test_emulator import make_certificate


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    made = PostgreSql(tmp_path_factory.mktemp("postgresql") / "server")
    yield made
    made.stop()


def test_posts_from_postgresql_are_those_of_the_generator(program, database, tmp_path):
    credentials = tmp_path / "db_creds.yaml"
    credentials.write_text(database.credentials())
    program.run("source", "load", "postgresql", credentials, "--rows", "500")
    tables = database.run("SELECT relname FROM pg_stat_user_tables ORDER BY relname").split()
    assert tables == ["geolocation_data", "pinterest_data", "user_data"]
    for table in tables:
        assert database.run(f"SELECT count(*) FROM {table}") == "500"
    for order in ("original", "sequential"):
        words = ["post", "--target", "console", "--order", order, "--count", "20", "--flat-out"]
        read = program.run(*words, "--db-creds", credentials)
        generated = program.run(*words, environment={"PINFLOW__SOURCE__ROWS": "500"})
        assert sorted(read.splitlines()) == sorted(generated.splitlines())
    program.run("source", "load", "postgresql", credentials, expect=75)
    assert "has rows" in program.errors
    program.run("source", "load", "mysql", credentials, expect=1)
    assert "of postgresql, not of mysql" in program.errors


def test_a_password_may_come_from_the_environment(program, database):
    words = ["post", "--db-creds", database.url(), "--count", "1", "--target", "console"]
    assert '"ind":' in program.run(*words, environment={"PINFLOW_DB_PASSWORD": database.PASSWORD})
    for environment in ({"PINFLOW_DB_PASSWORD": "wrong"}, {}):
        program.run(*words, environment=environment, expect=5)
        assert "PINFLOW_DB_PASSWORD" in program.errors and "wrong" not in program.errors


def test_tls_is_used_and_the_server_is_proved(program, tmp_path, tmp_path_factory):
    certificate, key = make_certificate(tmp_path / "keys", "server")
    other, _ = make_certificate(tmp_path / "keys", "other")
    secured = PostgreSql(tmp_path_factory.mktemp("secured") / "server", certificate, key)
    try:
        def load(options, expect):
            program.run("source", "load", "postgresql", secured.url(options), "--rows", "5",
                        environment={"PINFLOW_DB_PASSWORD": secured.PASSWORD}, expect=expect)
            return program.errors

        for unknown in ("", f"&sslrootcert={other}"):
            assert "certificate" in load(f"?sslmode=verify-full{unknown}", 5)
        load("?sslmode=disable", 5)  # As this server wants it.
        load(f"?sslmode=verify-full&sslrootcert={certificate}", 0)
        program.run("post", "--db-creds", secured.url(), "--count", "1", "--target", "console",
                    environment={"PINFLOW_DB_PASSWORD": secured.PASSWORD})
    finally:
        secured.stop()
