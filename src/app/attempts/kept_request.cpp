#include "app/attempts/kept_request.h"

#include <fmt/format.h>

#include "base/json.h"
#include "engine/mask/masker.h"

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kLongestRequest = 4U << 20U;

json::array array_of(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) {
    array.emplace_back(text);
  }
  return array;
}

std::filesystem::path requests_folder(const Folders& folders) { return folders.state / "requests"; }

}  // namespace

OptionWords without_secrets(const OptionWords& options,
                            const std::vector<std::pair<std::string, std::string>>& secrets) {
  engine::Masker masker;
  for (const auto& [name, value] : secrets) {
    masker.add_secret(value);
  }
  OptionWords kept;
  std::vector<std::string> withheld;
  for (const auto& [option, values] : options) {
    std::vector<std::string>& all = kept[option];
    for (const std::string& value : values) {
      if (option == "--secret" || !masker.hides(value)) {  // a secret is given by its name
        all.push_back(value);
      } else {
        const std::string name = value.substr(0, value.find('='));
        withheld.push_back(masker.hides(name) ? option : fmt::format("{} {}", option, name));
      }
    }
  }
  if (!withheld.empty()) {
    kept[std::string(kWithheld)] = std::move(withheld);
  }
  return kept;
}

std::string request_text(const OptionWords& options) {
  json::object object;
  for (const auto& [name, values] : options) {
    object[name] = array_of(values);
  }
  return to_json_text(json::object{{"options", std::move(object)}}) + "\n";
}

std::filesystem::path request_file(const Folders& folders, const RunId& run) {
  return requests_folder(folders) / fmt::format("{}.json", run.text());
}

OptionWords read_request(const Folders& folders, const RunId& run, const ports::Files& files) {
  OptionWords words;
  const auto file = request_file(folders, run);
  const auto text = files.read_regular(file, kLongestRequest, ports::Links::kRefuse);
  const auto value = text ? parse_json(*text, file.string()) : Result<json::value>(tl::unexpected(text.error()));
  const json::value* options = value && value->is_object() ? value->get_object().if_contains("options") : nullptr;
  if (options == nullptr || !options->is_object()) {
    return words;
  }
  for (const auto& [name, values] : options->get_object()) {
    std::vector<std::string>& all = words[std::string(name)];
    for (const json::value& one : values.is_array() ? values.get_array() : json::array()) {
      if (one.is_string()) {
        all.emplace_back(std::string(one.get_string()));
      }
    }
  }
  return words;
}

void remove_old_requests(const Folders& folders, record::RunStore& runs, ports::Files& files) {
  const auto folder = requests_folder(folders);
  const auto entries =
      files.type(folder) == ports::FileType::kDirectory ? files.list(folder) : Result<std::vector<ports::FileEntry>>();
  for (const ports::FileEntry& entry : entries ? *entries : std::vector<ports::FileEntry>()) {
    const auto run = runs.find_run(entry.path.stem().string(), "");
    if (!run && run.error().kind == ErrorKind::kNotFound) {
      static_cast<void>(files.remove_all(folder / entry.path));
    }
  }
}

}  // namespace ropewalk::app
