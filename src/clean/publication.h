// publish(), published(): which versions of a user's gold tables belong together.
//
// Delta has no commit over several tables. So the answers of one run are first made whole, then
// committed one by one, and then one commit of publication.<id> names the version of each: who
// reads those versions sees the answers of one run, whenever another one was cut short.
//
//   Durability:  with its commit; cut short before it, a run publishes nothing, and the next one
//                publishes what both have committed.
#pragma once

#include <map>
#include <string>

#include "clean/site.h"

namespace pinflow::clean {

// "gold.demo_top_country" -> 7.
using Publication = std::map<std::string, model::Version>;

std::string publication_name(std::string_view user_id);  // "publication.demo"

// What was published last; nothing before that. Errors: those of reading.
Result<Publication> published(lake::DeltaTable& table, query::Engine& engine);

// Overwrites the publication where it says otherwise. Errors: kAlreadyExists: another run is at
// work; those of writing.
Status publish(const Site& site, const Publication& versions);

}  // namespace pinflow::clean
