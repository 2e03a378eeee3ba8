"""A notebook of Databricks' source format, executed as a workspace would, cell after cell."""
import contextlib
import sys
from types import SimpleNamespace


class Widgets:
    """Those that a job sets have its values, others their own."""

    def __init__(self, given):
        self._values = dict(given)

    def text(self, name, default, label=None):
        self._values.setdefault(name, default)

    def get(self, name):
        return self._values[name]


class FileSystem:
    def __init__(self):
        self.mounted = []

    def mounts(self):
        return self.mounted

    def mount(self, source, mount_point, extra_configs):
        self.mounted.append(SimpleNamespace(source=source, mountPoint=mount_point,
                                            keys=extra_configs))


class Utilities:
    """dbutils."""

    def __init__(self, given, file_system=None):
        self.widgets = Widgets(given)
        self.fs = file_system or FileSystem()
        self.secrets = SimpleNamespace(get=lambda scope, key: f"{scope}/{key}")


@contextlib.contextmanager
def modules_beside(folder):
    """A notebook's own folder is where its modules are looked for first."""
    def forget():
        return {name: sys.modules.pop(name) for name in list(sys.modules)
                if name.startswith("pinflow_")}
    known = forget()
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        forget()
        sys.modules.update(known)


def cells_of(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines[0] == "# Databricks notebook source"
    return [cell.strip("\n") for cell in "\n".join(lines[1:]).split("# COMMAND ----------")]


def run_cells(path, names):
    """What they displayed, a list of rows each."""
    shown = []
    names["display"] = lambda frame: shown.append(frame.collect())
    for number, cell in enumerate(cells_of(path)):
        if cell.startswith("# MAGIC"):
            assert all(line.startswith("# MAGIC") for line in cell.split("\n")), cell
        else:
            exec(compile(cell, f"{path.name}, cell {number}", "exec"), names)
    return shown


@contextlib.contextmanager
def open_notebook(path, spark, utilities):
    """Runs all its cells when called, again and again as somebody at a screen would."""
    names = {"spark": spark, "dbutils": utilities}
    with modules_beside(path.parent):
        yield lambda: run_cells(path, names)
