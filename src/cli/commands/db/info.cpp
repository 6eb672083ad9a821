// `ropewalk db info`: what advisories there are and how old they are.
#include <fmt/format.h>

#include <array>
#include <map>

#include "base/json.h"
#include "cli/commands/db/shared.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDatabaseOption,
    Option{.name = "--json", .letter = "", .value = "", .help = "The same as JSON (schemas/db-info.schema.json)"},
};

std::map<std::string_view, std::uint32_t> packages_by_ecosystem(const scan::Pack& pack) {
  std::map<std::string_view, std::uint32_t> counts;
  for (std::uint32_t i = 0; i < pack.rows(scan::PackTable::kPackages); ++i) {
    ++counts[pack.package(i).ecosystem];
  }
  return counts;
}

std::string to_json(const app::AdvisoryData& data, std::string_view day, std::optional<long> days) {
  const scan::Pack& pack = data.pack;
  json::object object;
  object["file"] = data.name;
  object["date"] = day;
  object["age_days"] = days ? json::value(*days) : json::value(nullptr);
  object["is_current"] = days && *days <= app::kOldestAdvisoryData.count() / 24;
  object["advisories"] = pack.rows(scan::PackTable::kAdvisories);
  object["groups"] = pack.rows(scan::PackTable::kGroups);
  json::object ecosystems;
  for (const auto& [name, count] : packages_by_ecosystem(pack)) {
    ecosystems[name] = count;
  }
  object["packages"] = std::move(ecosystems);
  object["bytes"] = pack.size();
  object["source"] = pack.source();
  object["terms"] = pack.terms();
  return to_json_text(object) + "\n";
}

int run(const Arguments& arguments, Outside& outside) {
  const auto data = load_database(arguments, outside);
  if (!data) {
    return report(data.error(), outside);
  }
  const auto age = app::age_of(data->pack, outside.clock().now());
  const std::optional<long> days = age ? std::optional<long>(age->age.count() / 24) : std::nullopt;
  const std::string day = age ? age->day : std::string(data->pack.newest());
  if (arguments.has("--json")) {
    outside.screen().print(to_json(*data, day, days));
    return kExitSuccess;
  }
  const scan::Pack& pack = data->pack;
  std::string text = fmt::format("advisories: {}\n", data->name);
  text += days ? fmt::format("newest:     {}, {} days ago\n", day, *days) : "newest:     not known\n";
  text += fmt::format("advisories: {} in {} groups of aliases\n", pack.rows(scan::PackTable::kAdvisories),
                      pack.rows(scan::PackTable::kGroups));
  for (const auto& [name, count] : packages_by_ecosystem(pack)) {
    text += fmt::format("packages:   {} of {}\n", count, name);
  }
  if (!pack.source().empty()) {
    text += fmt::format("from:       {}\n", pack.source());
  }
  if (!pack.terms().empty()) {
    text += fmt::format("terms:      {}\n", pack.terms());
  }
  if (!days || *days > app::kOldestAdvisoryData.count() / 24) {
    text += "This is too old for a scan to be complete: run `ropewalk db update`.\n";
  }
  outside.screen().print(text);
  return kExitSuccess;
}

}  // namespace

const Command& db_info_command() {
  static constexpr Command kCommand{
      .name = "db info",
      .summary = "Say what advisories there are and how old they are",
      .about = "",
      .examples = "",
      .operands = {},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
