#include "app/repository_name.h"

#include "plan/repository_facts.h"

namespace ropewalk::app {

Result<std::string> repository_name(const Place& place) {
  if (!place.repository) {
    return "local/" + place.top.filename().string();
  }
  const auto facts = plan::repository_facts(*place.repository, plan::Changes::kLeftOut);
  return facts ? Result<std::string>(facts->full_name) : Result<std::string>(fail(facts.error()));
}

}  // namespace ropewalk::app
