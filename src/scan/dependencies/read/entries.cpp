#include "scan/dependencies/read/entries.h"

#include "scan/dependencies/requirement.h"

namespace ropewalk::scan {
namespace {

void add(Result<Dependency> dependency, const Location& place, const std::vector<std::string>& groups, Manifest& into) {
  if (!dependency) {
    into.fail(place, "invalid-entry", dependency.error().message);
    return;
  }
  dependency->groups = groups;
  dependency->place = place;
  into.dependencies.push_back(std::move(*dependency));
}

}  // namespace

void add_requirement(std::string_view text, const Location& place, const std::vector<std::string>& groups,
                     Manifest& into) {
  add(read_requirement(text), place, groups, into);
}

void add_pip_requirement(std::string_view text, const Location& place, const std::vector<std::string>& groups,
                         Manifest& into) {
  add(read_pip_requirement(text), place, groups, into);
}

void add_editable(std::string_view text, const Location& place, const std::vector<std::string>& groups,
                  Manifest& into) {
  add(read_editable(text), place, groups, into);
}

}  // namespace ropewalk::scan
