#include "deploy/targets/instance_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "deploy/claim_port.h"

namespace ropewalk::deploy {

InstanceRecords::InstanceRecords(std::filesystem::path folder, const Machine& machine)
    : folder_(std::move(folder)), machine_(machine) {}

std::filesystem::path InstanceRecords::file_of(std::int64_t number) const {
  return folder_ / "instances" / fmt::format("{}.json", number);
}

std::vector<Instance> InstanceRecords::read(std::int64_t number) const {
  std::vector<Instance> all;
  const auto text = machine_.files.read(file_of(number));
  const auto value = text ? parse_json(*text, "instances") : Result<json::value>(fail(text.error()));
  if (!value || !value->is_array()) {
    return all;
  }
  for (const json::value& item : value->get_array()) {
    if (!item.is_object()) {
      continue;
    }
    const json::object& object = item.get_object();
    const auto integer = [&](std::string_view key) {
      const json::value* const member = object.if_contains(key);
      return member != nullptr && member->is_int64() ? member->get_int64() : 0;
    };
    all.push_back({.name = std::string(string_member(object, "name")),
                   .number = number,
                   .replica = static_cast<int>(integer("replica")),
                   .port = static_cast<int>(integer("port")),
                   .process = {.pid = integer("pid"), .start = std::string(string_member(object, "start"))},
                   .container = std::string(string_member(object, "container"))});
  }
  return all;
}

Result<void> InstanceRecords::write(std::int64_t number, const std::vector<Instance>& instances) {
  json::array array;
  for (const Instance& one : instances) {
    array.push_back(json::object{{"name", one.name},
                                 {"replica", one.replica},
                                 {"port", one.port},
                                 {"pid", one.process.pid},
                                 {"start", one.process.start},
                                 {"container", one.container}});
  }
  return machine_.files.write(file_of(number), to_json_text(array));
}

void InstanceRecords::forget(std::int64_t number) { static_cast<void>(machine_.files.remove_all(file_of(number))); }

std::vector<std::int64_t> InstanceRecords::numbers() const {
  std::vector<std::int64_t> all;
  const auto entries = machine_.files.list(folder_ / "instances");
  for (const ports::FileEntry& entry : entries ? *entries : std::vector<ports::FileEntry>()) {
    const std::string name = entry.path.stem().string();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (entry.path.extension() == ".json" && error == std::errc() && end == name.data() + name.size()) {
      all.push_back(number);
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

Result<Instance> InstanceRecords::add(std::int64_t number, Instance instance) {
  const auto port = claim_port(machine_, folder_, 0, [&](int chosen) {
    instance.port = chosen;
    std::vector<Instance> all = read(number);
    all.push_back(instance);
    return write(number, all);
  });
  return port ? Result<Instance>(std::move(instance)) : Result<Instance>(fail(port.error()));
}

}  // namespace ropewalk::deploy
