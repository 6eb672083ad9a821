#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "release/setting_files.h"
#include "toml/read_toml.h"

namespace ropewalk::release {
namespace {

constexpr std::uint64_t kMostBytes = 16ULL << 20U;

Error as_usage(Error error) {
  error.kind = ErrorKind::kUsage;
  return error;
}

/// The text of a file; nothing when there is none.
Result<std::optional<std::string>> read_file(const ports::Files& files, const std::filesystem::path& path) {
  if (files.type_followed(path) != ports::FileType::kFile) {
    return std::optional<std::string>();
  }
  auto text = files.read_regular(path, kMostBytes, ports::Links::kFollow);
  if (!text) {
    return fail(as_usage(std::move(text.error())));
  }
  return std::optional(std::move(*text));
}

Result<json::object> read_json_object(const std::string& text, const std::string& name) {
  auto value = parse_json(text, name);
  if (!value) {
    return fail(as_usage(std::move(value.error())));
  }
  if (!value->is_object()) {
    return fail(ErrorKind::kUsage, fmt::format("{} is not a JSON object", name));
  }
  return std::move(value->as_object());
}

/// Looks in one folder for one tool's files after the other.
class Folder {
 public:
  Folder(const ports::Files& files, std::filesystem::path path, Settings& settings)
      : files_(files), path_(std::move(path)), settings_(settings) {}

  /// Names and files that hold versions, whoever is configured.
  Result<void> read_project() {
    auto text = read_file(files_, path_ / "pyproject.toml");
    if (!text) {
      return fail(std::move(text.error()));
    }
    if (*text) {
      auto document = toml::read_toml(**text, (path_ / "pyproject.toml").filename().string());
      if (!document) {
        return fail(as_usage(std::move(document.error())));
      }
      pyproject_ = std::move(*document);
      for (const std::string_view key : {"project.name", "tool.poetry.name"}) {
        add_name(toml::text(pyproject_, key));
      }
    }
    auto package = read_file(files_, path_ / "package.json");
    if (!package) {
      return fail(std::move(package.error()));
    }
    if (*package) {
      auto object = read_json_object(**package, "package.json");
      if (!object) {
        return fail(std::move(object.error()));
      }
      package_json_ = std::move(*object);
      const std::string_view name = string_member(package_json_, "name");
      add_name(name);
      add_name(name.substr(name.rfind('/') + 1));
    }
    return {};
  }

  /// True when a tool's settings were there.
  Result<bool> read_tools() {
    if (const json::value* table = toml::find(pyproject_, "tool.semantic_release");
        table != nullptr && table->is_object()) {
      return done(read_python_semantic_release(table->get_object(), settings_));
    }
    for (const std::string_view name : {".releaserc", ".releaserc.json", ".releaserc.yaml", ".releaserc.yml"}) {
      auto text = read_file(files_, path_ / name);
      if (!text) {
        return fail(std::move(text.error()));
      }
      if (*text) {
        auto value = read_yaml(**text, std::string(name));
        if (!value) {
          return fail(std::move(value.error()));
        }
        if (!value->is_object()) {
          return fail(ErrorKind::kUsage, fmt::format("{} is not an object of settings", name));
        }
        settings_.source = name;
        return done(read_semantic_release(value->get_object(), settings_));
      }
    }
    if (const json::value* release = package_json_.if_contains("release"); release != nullptr && release->is_object()) {
      settings_.source = "package.json";
      return done(read_semantic_release(release->get_object(), settings_));
    }
    for (const std::string_view name :
         {"release.config.js", "release.config.cjs", "release.config.mjs", ".releaserc.js", ".releaserc.cjs"}) {
      if (files_.type_followed(path_ / name) == ports::FileType::kFile) {
        settings_.remarks.push_back(fmt::format("{} is a program and is not read", name));
      }
    }
    return false;
  }

  Result<bool> read_please(const std::string& package) {
    auto config = read_file(files_, path_ / "release-please-config.json");
    auto manifest = read_file(files_, path_ / ".release-please-manifest.json");
    if (!config || !*config) {
      return config ? Result<bool>(false) : Result<bool>(fail(std::move(config.error())));
    }
    auto settings = read_json_object(**config, "release-please-config.json");
    if (!settings) {
      return fail(std::move(settings.error()));
    }
    json::object versions;
    if (manifest && *manifest) {
      auto read = read_json_object(**manifest, ".release-please-manifest.json");
      if (!read) {
        return fail(std::move(read.error()));
      }
      versions = std::move(*read);
    }
    return done(read_release_please(*settings, versions, package, settings_));
  }

 private:
  static Result<bool> done(Result<void> read) {
    return read ? Result<bool>(true) : Result<bool>(fail(std::move(read.error())));
  }

  void add_name(std::string_view name) {
    if (!name.empty() && std::find(settings_.names.begin(), settings_.names.end(), name) == settings_.names.end()) {
      settings_.names.emplace_back(name);
    }
  }

  const ports::Files& files_;
  std::filesystem::path path_;
  Settings& settings_;
  json::object pyproject_;
  json::object package_json_;
};

}  // namespace

TypeNames Settings::known_types() const {
  TypeNames known = other_types;
  known.insert(minor_types.begin(), minor_types.end());
  known.insert(patch_types.begin(), patch_types.end());
  return known;
}

Result<Settings> read_settings(const ports::Files& files, const std::filesystem::path& top,
                               const std::string& package) {
  Settings settings;
  Folder own(files, package.empty() ? top : top / package, settings);
  if (auto read = own.read_project(); !read) {
    return fail(std::move(read.error()));
  }
  if (!package.empty()) {
    settings.names.push_back(std::filesystem::path(package).filename().string());
    settings.names.push_back(package);
  }
  auto found = own.read_tools();
  if (!found) {
    return fail(std::move(found.error()));
  }
  Folder above(files, top, settings);
  if (!*found) {
    found = above.read_please(package);
    if (!found) {
      return fail(std::move(found.error()));
    }
  }
  return settings;
}

}  // namespace ropewalk::release
