#include "app/environment_values.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/strings.h"

namespace ropewalk::app {
namespace {

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

const std::string* find(const NamedTexts& texts, std::string_view name) {
  const auto found = std::find_if(texts.rbegin(), texts.rend(),
                                  [&](const auto& one) { return equals_ignoring_case(one.first, name); });
  return found == texts.rend() ? nullptr : &found->second;
}

bool names(const config::EnvironmentSettings& environment, std::string_view secret) {
  return std::any_of(environment.secrets.begin(), environment.secrets.end(),
                     [&](const std::string& name) { return equals_ignoring_case(name, secret); });
}

}  // namespace

engine::EnvironmentValues& values_of_environment(engine::RunSettings& settings, std::string_view name) {
  const auto found = std::find_if(settings.environments.begin(), settings.environments.end(),
                                  [&](const auto& one) { return equals_ignoring_case(one.name, name); });
  if (found != settings.environments.end()) {
    return *found;
  }
  return settings.environments.emplace_back(engine::EnvironmentValues{.name = std::string(name)});
}

void add_configured_environments(const std::vector<config::EnvironmentSettings>& environments,
                                 engine::RunSettings& settings) {
  for (const config::EnvironmentSettings& environment : environments) {
    engine::EnvironmentValues& values = values_of_environment(settings, environment.name);
    values.name = environment.name;  // as it is written there, not as on the command line
    for (const auto& [name, value] : environment.variables) {
      if (find(values.variables, name) == nullptr) {
        values.variables.emplace_back(name, value);
      }
    }
    for (const std::string& name : environment.secrets) {
      const std::string* given = find(settings.secrets, name);
      if (given != nullptr && find(values.secrets, name) == nullptr) {
        values.secrets.emplace_back(name, *given);
      }
    }
  }
  std::erase_if(settings.secrets, [&](const auto& secret) {
    return std::any_of(environments.begin(), environments.end(),
                       [&](const auto& environment) { return names(environment, secret.first); });
  });
}

std::string variable_of_secret(std::string_view environment, std::string_view secret) {
  std::string name = to_upper(environment);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  name += '_';
  return name.append(secret);
}

NamedTexts all_secrets(const engine::RunSettings& settings) {
  NamedTexts all = settings.secrets;
  for (const engine::EnvironmentValues& environment : settings.environments) {
    all.insert(all.end(), environment.secrets.begin(), environment.secrets.end());
  }
  return all;
}

}  // namespace ropewalk::app
