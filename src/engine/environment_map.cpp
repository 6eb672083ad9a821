#include "engine/environment_map.h"

namespace ropewalk::engine {

void EnvironmentMap::set(std::string_view name, std::string value) {
  for (auto& [known, old] : entries_) {
    if (known == name) {
      old = std::move(value);
      return;
    }
  }
  entries_.emplace_back(std::string(name), std::move(value));
}

const std::string* EnvironmentMap::find(std::string_view name) const {
  for (const auto& [known, value] : entries_) {
    if (known == name) {
      return &value;
    }
  }
  return nullptr;
}

expr::Value EnvironmentMap::context() const {
  expr::Object object(expr::Object::Keys::kExact);
  for (const auto& [name, value] : entries_) {
    object.set(name, value);
  }
  return object;
}

}  // namespace ropewalk::engine
