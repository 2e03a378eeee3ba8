"""The exercise's DAGs as its users have them: each shape of their Databricks operators."""
from datetime import datetime, timedelta

from airflow import DAG
from airflow.providers.databricks.operators.databricks import (
    DatabricksRunNowOperator, DatabricksSubmitRunOperator)

CLUSTER = {"existing_cluster_id": "1108-162752-8okw8dgg"}
PATH = "/Users/someone@example.com/pinterest"
DEFAULTS = {"owner": "someone", "depends_on_past": False, "email_on_failure": False,
            "email_on_retry": False, "retries": 0, "retry_delay": timedelta(minutes=2)}


def exercise(name):
    return DAG(name, start_date=datetime(2023, 1, 1), schedule="@daily", catchup=False,
               default_args=DEFAULTS)


def submit(task_id, path=PATH, **options):
    return DatabricksSubmitRunOperator(
        task_id=task_id, databricks_conn_id="databricks_default", polling_period_seconds=1,
        notebook_task={"notebook_path": path}, **CLUSTER, **options)


with exercise("one_task"):
    submit("submit_run")

with exercise("all_in_json"):
    DatabricksSubmitRunOperator(
        task_id="submit_run", databricks_conn_id="databricks_default", polling_period_seconds=1,
        json={"notebook_task": {"notebook_path": PATH, "base_parameters": {"USER_ID": "demo"}},
              **CLUSTER})

# A worker that is lost, and the one that tries again, ask for one run.
with exercise("with_token"):
    submit("submit_run", idempotency_token="{{ dag.dag_id }} {{ ds }}")

with exercise("run_now"):
    DatabricksRunNowOperator(
        task_id="run_now", databricks_conn_id="databricks_default", polling_period_seconds=1,
        job_id=1, notebook_params={"USER_ID": "demo"})

with exercise("five_tasks"):
    gather = submit("gather", "/five/gather")
    cleans = [submit(f"clean_{name}", f"/five/clean_{name}") for name in ("pin", "geo", "user")]
    gather >> cleans >> submit("query", "/five/query")

with exercise("deferrable"):
    submit("submit_run", deferrable=True)

with exercise("wrong_user"):
    DatabricksSubmitRunOperator(
        task_id="submit_run", databricks_conn_id="databricks_default", polling_period_seconds=1,
        notebook_task={"notebook_path": PATH, "base_parameters": {"USER_ID": "../else"}}, **CLUSTER)
