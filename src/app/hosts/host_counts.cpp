#include "app/hosts/host_counts.h"

#include <fmt/format.h>

#include <algorithm>

namespace ropewalk::app {
namespace {

std::int64_t number_in(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

}  // namespace

Result<VersionCounts> counts_of(const OpenEnvironment& environment, std::int64_t number) {
  auto servers = environment.edge->servers();
  if (!servers) {
    return fail(std::move(servers.error()));
  }
  VersionCounts counts{.servers = std::move(*servers)};
  for (const deploy::EdgeServer& server : counts.servers) {
    if (!counts.names.contains(server.number())) {
      const auto known = environment.store->deployment(server.number());
      counts.names[server.number()] = known && *known ? (*known)->version : "";
    }
  }
  const auto deployment =
      number == 0 ? Result<std::optional<deploy::Deployment>>(std::nullopt) : environment.store->deployment(number);
  counts.release = deployment && *deployment ? (*deployment)->release : 0;
  return counts;
}

json::object to_json(const VersionCounts& counts) {
  json::array servers;
  for (const deploy::EdgeServer& one : counts.servers) {
    servers.push_back(
        json::object{{"name", one.name},
                     {"weight", one.weight},
                     {"ready", one.is_ready},
                     {"current", one.current},
                     {"answered", one.answered},
                     {"errors", one.errors},
                     {"version", counts.names.contains(one.number()) ? counts.names.at(one.number()) : ""}});
  }
  return {{"servers", std::move(servers)}, {"release", counts.release}};
}

VersionCounts counts_from_json(const json::value& value) {
  VersionCounts counts;
  if (!value.is_object()) {
    return counts;
  }
  counts.release = number_in(value.get_object(), "release");
  const json::value* const servers = value.get_object().if_contains("servers");
  for (const json::value& one : servers != nullptr && servers->is_array() ? servers->get_array() : json::array()) {
    if (!one.is_object()) {
      continue;
    }
    const json::object& in = one.get_object();
    const json::value* const ready = in.if_contains("ready");
    counts.servers.push_back({.name = std::string(string_member(in, "name")),
                              .weight = static_cast<int>(number_in(in, "weight")),
                              .is_ready = ready != nullptr && ready->is_bool() && ready->get_bool(),
                              .current = number_in(in, "current"),
                              .answered = number_in(in, "answered"),
                              .errors = number_in(in, "errors")});
    counts.names[counts.servers.back().number()] = string_member(in, "version");
  }
  return counts;
}

VersionCounts merged(const std::map<std::size_t, VersionCounts>& hosts) {
  if (hosts.empty()) {
    return {};
  }
  VersionCounts all = hosts.begin()->second;
  for (auto host = std::next(hosts.begin()); host != hosts.end(); ++host) {
    for (deploy::EdgeServer server : host->second.servers) {
      const std::int64_t number = server.number();
      const bool is_new = number == host->second.release;
      const auto name = host->second.names.find(number);
      const auto same = std::find_if(all.names.begin(), all.names.end(), [&](const auto& known) {
        return (known.first == all.release) == is_new && name != host->second.names.end() &&
               known.second == name->second;
      });
      if (same != all.names.end()) {
        // `n7r1@2`: a name of its own, the same each time, with the first host's number.
        server.name = fmt::format("n{}{}@{}", same->first, server.name.substr(server.name.find('r')), host->first);
        all.servers.push_back(std::move(server));
      }
    }
  }
  return all;
}

}  // namespace ropewalk::app
