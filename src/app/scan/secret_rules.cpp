#include "app/scan/secret_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

#include "app/scan/scan_homes.h"
#include "base/strings.h"
#include "scan/secrets/report_hits.h"
#include "scan/secrets/rules/default_rules.h"
#include "scan/secrets/rules/gitleaks_toml.h"

namespace ropewalk::app {
namespace {

/// More than any configuration that people write.
constexpr std::uint64_t kMostBytes = 16ULL << 20U;

Result<std::string> read_text(const ScanPorts& ports, const std::string& path) {
  return ports.files.read_regular(ports.place.base / path, kMostBytes, ports::Links::kFollow);
}

/// One configuration file and what it extends, as seen from the folder that paths count from.
Result<scan::RuleSet> read_file(const std::string& path, const std::optional<std::string>& defaults,
                                const ScanPorts& ports);

scan::RuleSources sources_of(const std::optional<std::string>& defaults, const ScanPorts& ports) {
  return {.read = [&ports](const std::string& path) { return read_text(ports, path); },
          .defaults = [defaults, &ports]() -> Result<scan::RuleSet> {
            return defaults ? read_file(*defaults, std::nullopt, ports) : scan::default_rules();
          }};
}

Result<scan::RuleSet> read_file(const std::string& path, const std::optional<std::string>& defaults,
                                const ScanPorts& ports) {
  auto text = read_text(ports, path);
  if (!text) {
    return fail(ErrorKind::kUsage, text.error().message);
  }
  return scan::read_gitleaks_toml(*text, path, sources_of(defaults, ports));
}

/// How the names of files that are looked at call this one.
std::string scanned_name(const std::filesystem::path& path, const ScanSecretsRequest& request, const ScanPorts& ports) {
  if (!request.repository) {
    return shown_name(path, ports.place);
  }
  const auto folder = ports.files.canonical(ports.place.base / *request.repository);
  return folder ? path.lexically_relative(top_around(*folder, ports.files)).generic_string() : std::string();
}

/// The configuration of one home; nothing when it has none. One that is there and cannot be read is told when it is
/// read.
std::optional<std::filesystem::path> config_in(const ScanHome& home, const ScanPorts& ports) {
  const std::string& settled = ports.config.scan.secrets_config;
  if (!settled.empty() && home.folder == ports.place.top) {
    return home.folder / settled;
  }
  std::filesystem::path usual = home.folder / ".gitleaks.toml";
  return ports.files.type(usual) == ports::FileType::kMissing ? std::nullopt : std::optional(std::move(usual));
}

/// The nearest configuration of these homes.
std::optional<std::filesystem::path> nearest_config(const std::vector<ScanHome>& homes, const ScanPorts& ports) {
  for (const ScanHome& home : homes) {
    if (auto path = config_in(home, ports)) {
      return path;
    }
  }
  return std::nullopt;
}

/// The one configuration of all that is looked at. Errors: kUsage when that is not one.
Result<std::optional<std::filesystem::path>> own_config(const ScanSecretsRequest& request, const ScanPorts& ports) {
  if (request.paths.empty() || request.repository) {
    return nearest_config(homes_of(ScanTarget{request.paths, request.repository}, ports), ports);
  }
  std::set<std::optional<std::filesystem::path>> found;
  for (const std::string& path : request.paths) {
    found.insert(nearest_config(homes_of(path, ports), ports));
  }
  if (found.size() > 1) {
    return fail(ErrorKind::kUsage, "the paths have different configurations of rules (.gitleaks.toml)",
                "scan them one by one, or name one configuration for all of them with --config");
  }
  return *found.begin();
}

Result<scan::RuleSet> all_rules(const ScanSecretsRequest& request, const ScanPorts& ports) {
  const auto read_named = [&](const std::string& name) {
    auto set = read_file(name, request.defaults, ports);
    if (set) {
      set->path = scanned_name(path_of(name, ports.place), request, ports);
    }
    return set;
  };
  if (request.config) {
    return read_named(*request.config);
  }
  if (const auto path = ports.environment.variable("GITLEAKS_CONFIG"); path && !path->empty()) {
    return read_named(*path);
  }
  if (const auto text = ports.environment.variable("GITLEAKS_CONFIG_TOML"); text && !text->empty()) {
    auto set = scan::read_gitleaks_toml(*text, "GITLEAKS_CONFIG_TOML", sources_of(request.defaults, ports));
    if (set) {
      set->path.clear();
    }
    return set;
  }
  const auto own = own_config(request, ports);
  if (!own) {
    return fail(own.error());
  }
  if (!*own) {
    return scan::default_rules();
  }
  auto text = ports.files.read_regular(**own, kMostBytes, ports::Links::kFollow);
  if (!text) {
    return fail(ErrorKind::kUsage, text.error().message);
  }
  auto set = scan::read_gitleaks_toml(*text, shown_name(**own, ports.place), sources_of(request.defaults, ports));
  if (set) {
    set->path = scanned_name(**own, request, ports);
  }
  return set;
}

}  // namespace

Result<scan::RuleSet> secret_rules(const ScanSecretsRequest& request, const ScanPorts& ports) {
  auto set = all_rules(request, ports);
  if (!set || request.only.empty()) {
    return set;
  }
  std::vector<std::string_view> names;
  for (const auto& [id, rule] : set->rules) {
    names.emplace_back(id);
  }
  std::vector<std::string> needed = request.only;
  for (const std::string& id : request.only) {
    const auto rule = set->rules.find(id);
    if (rule == set->rules.end()) {
      const std::string_view near = nearest(id, names);
      return fail(
          ErrorKind::kUsage, fmt::format("no rule '{}'", id),
          near.empty() ? "`ropewalk scan secrets --list` prints all of them" : fmt::format("did you mean '{}'?", near));
    }
    for (const scan::Required& required : rule->second.required) {
      needed.push_back(required.rule);
      if (const auto other = set->rules.find(required.rule);
          other != set->rules.end() &&
          std::find(request.only.begin(), request.only.end(), required.rule) == request.only.end()) {
        other->second.is_auxiliary = true;
      }
    }
  }
  const auto is_out = [&needed](const std::string& id) {
    return std::find(needed.begin(), needed.end(), id) == needed.end();
  };
  std::erase_if(set->rules, [&](const auto& rule) { return is_out(rule.first); });
  std::erase_if(set->order, is_out);
  return set;
}

scan::SecretsInName make_secrets_in_name(const ScanPorts& ports) {
  auto read = secret_rules({}, ports);
  const auto rules = std::make_shared<const scan::RuleSet>(read ? std::move(*read) : scan::default_rules());
  const auto detector = std::make_shared<const scan::Detector>(*rules, scan::DetectOptions());
  return [rules, detector](std::string_view text) { return scan::secrets_in(*detector, text); };
}

}  // namespace ropewalk::app
