// add_notebook_routes(): the notebooks of the page SQL.
//
//   GET /v1/notebooks                          their names
//   GET, PUT, DELETE /v1/notebooks/{notebook}  {"name", "text"}
#pragma once

#include "serve/desk.h"
#include "serve/notebooks.h"

namespace pinflow::serve {

// `notebooks` outlives the routes.
void add_notebook_routes(Desk& desk, Notebooks& notebooks);

}  // namespace pinflow::serve
