#include "app/scan/advisory_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/folders.h"
#include "base/rfc3339.h"
#include "scan/advisories/built_in.h"
#include "scan/advisories/read_zip.h"

namespace ropewalk::app {
namespace {

using std::filesystem::path;

constexpr std::uint64_t kMostRecordBytes = 16ULL << 20U;

bool is_record(std::string_view name) {
  return name.ends_with(".json") || name.ends_with(".yaml") || name.ends_with(".yml");
}

class Builder {
 public:
  Result<void> add(const path& source, const ports::Files& files) {
    const ports::FileType type = files.type_followed(source);
    if (type == ports::FileType::kMissing) {
      return fail(ErrorKind::kUsage, fmt::format("no file or folder '{}'", source.string()));
    }
    if (type == ports::FileType::kDirectory) {
      return add_folder(source, files);
    }
    auto bytes = files.read(source);
    if (!bytes) {
      return fail(std::move(bytes.error()));
    }
    return add_bytes(std::move(*bytes), source.string());
  }

  Result<void> add_bytes(std::string bytes, const std::string& name) {
    if (!bytes.starts_with("PK")) {
      add_record(std::move(bytes), name);
      return {};
    }
    return scan::read_zip(bytes, name, ".json", kMostRecordBytes,
                          [&](std::string_view file, std::string text) -> Result<void> {
                            add_record(std::move(text), fmt::format("{}!{}", name, file));
                            return {};
                          });
  }

  BuiltAdvisoryData finish(const scan::PackSource& about) {
    return {scan::write_pack(std::move(advisories_), about), std::move(errors_)};
  }

 private:
  Result<void> add_folder(const path& folder, const ports::Files& files) {
    auto entries = files.walk(folder, [](const ports::FileEntry& entry) {
      // What a repository keeps beside its records: git's own files, drafts that a person has not looked at yet.
      const std::string name = entry.path.filename().string();
      return name.starts_with('.') || name == "triage" ? ports::Walk::kSkip : ports::Walk::kEnter;
    });
    if (!entries) {
      return fail(std::move(entries.error()));
    }
    for (const ports::FileEntry& entry : *entries) {
      const std::string name = entry.path.string();
      if (entry.type == ports::FileType::kFile && is_record(name) && entry.path.filename().string().front() != '.') {
        auto bytes = files.read(folder / entry.path);
        if (!bytes) {
          return fail(std::move(bytes.error()));
        }
        add_record(std::move(*bytes), (folder / entry.path).string());
      }
    }
    return {};
  }

  void add_record(std::string text, const std::string& name) {
    auto advisory = scan::read_advisory(std::move(text), name);
    if (advisory) {
      advisories_.push_back(std::move(*advisory));
    } else {
      errors_.push_back(std::move(advisory.error()));
    }
  }

  std::vector<scan::Advisory> advisories_;
  std::vector<Error> errors_;
};

}  // namespace

Result<BuiltAdvisoryData> build_advisory_data(const std::vector<path>& sources, const scan::PackSource& about,
                                              const ports::Files& files) {
  Builder builder;
  for (const path& source : sources) {
    if (auto added = builder.add(source, files); !added) {
      return fail(std::move(added.error()));
    }
  }
  return builder.finish(about);
}

Result<BuiltAdvisoryData> build_advisory_data(std::vector<NamedBytes> sources, const scan::PackSource& about) {
  Builder builder;
  for (NamedBytes& source : sources) {
    if (auto added = builder.add_bytes(std::move(source.bytes), source.name); !added) {
      return fail(std::move(added.error()));
    }
  }
  return builder.finish(about);
}

path updated_advisory_data(const ports::Environment& environment) {
  return folders(environment).cache / "advisories.pack";
}

Result<AdvisoryData> load_advisory_data(const std::optional<path>& file, const ports::Files& files,
                                        const ports::Environment& environment) {
  const auto load = [&](const path& from) -> Result<AdvisoryData> {
    auto bytes = files.read(from);
    if (!bytes) {
      return fail(std::move(bytes.error()));
    }
    auto pack = scan::Pack::from_bytes(std::move(*bytes), from.string());
    if (!pack) {
      return fail(std::move(pack.error()));
    }
    return AdvisoryData{std::move(*pack), from.string()};
  };
  if (file) {
    if (files.type_followed(*file) == ports::FileType::kMissing) {
      return fail(ErrorKind::kUsage, fmt::format("no pack of advisories '{}'", file->string()),
                  "make one with `ropewalk db build`");
    }
    return load(*file);
  }
  auto built_in = scan::Pack::over(scan::built_in_advisories(), "the advisories in the program");
  const path own = updated_advisory_data(environment);
  if (files.type_followed(own) == ports::FileType::kFile) {
    auto fetched = load(own);
    if (!fetched || !built_in || fetched->pack.newest() >= built_in->newest()) {
      return fetched;
    }
  }
  if (!built_in) {
    return fail(std::move(built_in.error()));
  }
  return AdvisoryData{std::move(*built_in), "built in"};
}

std::optional<DataAge> age_of(const scan::Pack& pack, std::chrono::system_clock::time_point now) {
  // A day begins earlier in the east.
  const std::string last_day = to_rfc3339(now + std::chrono::hours(24)).substr(0, 10);
  const auto age = [&](std::string_view day) -> std::optional<DataAge> {
    const auto begin = parse_rfc3339(fmt::format("{}T00:00:00Z", day));
    if (!begin || day > last_day) {
      return std::nullopt;
    }
    return DataAge{std::string(day), std::chrono::duration_cast<std::chrono::hours>(now - *begin)};
  };
  if (auto newest = age(pack.newest())) {
    return newest;
  }
  std::optional<DataAge> best;
  for (std::uint32_t row = 0; row < pack.rows(scan::PackTable::kAdvisories); ++row) {
    const std::string_view day = pack.advisory(row).modified.substr(0, 10);
    if (best && day <= best->day) {
      continue;
    }
    if (auto one = age(day)) {
      best = std::move(one);
    }
  }
  return best;
}

}  // namespace ropewalk::app
