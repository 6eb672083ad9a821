// The steps that make what is published: distributions, a bill of materials, checksums.
#include <fmt/format.h>

#include <algorithm>

#include "app/release/run/step.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/strings.h"
#include "release/git.h"
#include "release/index_pages.h"
#include "toml/read_toml.h"

namespace ropewalk::app {
namespace {

constexpr std::string_view kSums = "SHA256SUMS";
constexpr std::string_view kBom = "sbom.cdx.json";
constexpr std::string_view kUsualBuild = "python3 -m build --outdir {dist} .";
constexpr std::uint64_t kMostBytes = 16ULL << 20U;

class BuildSteps {
 public:
  BuildSteps(ReleaseTarget& target, const ReleasePorts& ports, std::stop_token stop)
      : target_(target),
        ports_(ports),
        git_(target.planned.top, ports.process, ports.environment),
        stop_(std::move(stop)) {}

  Result<Looked> look() const {
    if (!target_.settings.build && project().empty()) {
      return Looked{StepState::kSkipped, "there is no Python project to build"};
    }
    if (ports_.files.type_followed(target_.dist / kSums) != ports::FileType::kFile) {
      return Looked{StepState::kWould, fmt::format("into {}", shown_dist())};
    }
    auto files = dist_files(target_, ports_.files);
    auto sums = ports_.files.read_regular(target_.dist / kSums, kMostBytes, ports::Links::kRefuse);
    if (!files || !sums) {
      return fail(!files ? files.error() : sums.error());
    }
    if (sums_of(*files) != *sums) {
      return Looked{StepState::kWould, fmt::format("{} is not whole: again", shown_dist())};
    }
    return Looked{StepState::kDone, fmt::format("{} files in {}", files->size(), shown_dist())};
  }

  /// Builds from the commit and not from the working tree, with its time as the only time. The checksums are written
  /// last: without them the folder is not whole.
  Result<void> build() const {
    if (auto removed = ports_.files.remove_all(target_.dist); !removed) {
      return removed;
    }
    if (auto made = ports_.files.make_directories(target_.dist); !made) {
      return made;
    }
    auto temporary = ports_.files.make_temporary_directory(ports_.environment.variable("TMPDIR").value_or("/tmp"),
                                                           "ropewalk-release-");
    if (!temporary) {
      return fail(std::move(temporary.error()));
    }
    auto built = build_in(*temporary / "source");
    if (auto removed = ports_.files.remove_all(*temporary); !removed && built) {
      return removed;
    }
    return built;
  }

 private:
  [[nodiscard]] std::string shown_dist() const {
    return target_.dist.lexically_relative(target_.planned.top).generic_string();
  }

  /// The project's name; empty when there is none.
  [[nodiscard]] std::string project() const {
    const auto text =
        ports_.files.read_regular(target_.planned.folder() / "pyproject.toml", kMostBytes, ports::Links::kFollow);
    const auto document = text ? toml::read_toml(*text, "pyproject.toml") : fail(ErrorKind::kNotFound, "");
    if (!document || toml::find(*document, "build-system") == nullptr) {
      return "";
    }
    const std::string_view name = toml::text(*document, "project.name");
    return std::string(name.empty() ? toml::text(*document, "tool.poetry.name") : name);
  }

  [[nodiscard]] Result<void> build_in(const std::filesystem::path& source) const {
    auto cloned =
        git_.read({"clone", "--quiet", "--shared", "--no-checkout", target_.planned.top.string(), source.string()});
    if (!cloned) {
      return fail(std::move(cloned.error()));
    }
    const release::Git inside(source, ports_.process, ports_.environment);
    auto out =
        inside.read({"-c", "advice.detachedHead=false", "checkout", "--quiet", "--detach", target_.planned.head});
    auto time = out ? inside.read({"log", "-1", "--format=%ct"}) : std::move(out);
    if (!time) {
      return fail(std::move(time.error()));
    }
    ports::ProcessRequest request;
    const std::string command = target_.settings.build.value_or(std::string(kUsualBuild));
    request.arguments = {"bash", "-e", "-c", replace_all(command, "{dist}", target_.dist.string())};
    request.working_directory = target_.planned.package.empty() ? source : source / target_.planned.package;
    request.environment = ports_.environment.variables();
    request.environment.emplace_back("SOURCE_DATE_EPOCH", std::string(trim(*time)));
    request.environment.emplace_back("PYTHONHASHSEED", "0");
    request.environment.emplace_back("LC_ALL", "C.UTF-8");
    request.environment.emplace_back("TZ", "UTC");
    auto done = ports_.process.capture(request, stop_);
    if (!done) {
      return fail(std::move(done.error()));
    }
    if (done->outcome.end == ports::ProcessEnd::kStopped) {
      return fail(ErrorKind::kInterrupted, "interrupted");
    }
    if (done->outcome.exit_code != 0) {
      const std::string said = done->output + done->errors;
      return fail(ErrorKind::kInvalid, fmt::format("'{}' failed with exit code {}", command, done->outcome.exit_code),
                  said.substr(said.size() > 800 ? said.size() - 800 : 0));
    }
    return describe();
  }

  /// The bill of materials and the checksums, over what was built.
  [[nodiscard]] Result<void> describe() const {
    auto files = dist_files(target_, ports_.files);
    if (!files) {
      return fail(std::move(files.error()));
    }
    if (files->empty()) {
      return fail(ErrorKind::kInvalid, "the build made no files",
                  "it is to put them into the folder that stands in place of {dist}");
    }
    if (auto written = ports_.files.write(target_.dist / kBom, bill_of_materials(*files)); !written) {
      return written;
    }
    files = dist_files(target_, ports_.files);
    if (!files) {
      return fail(std::move(files.error()));
    }
    return ports_.files.write(target_.dist / kSums, sums_of(*files));
  }

  static std::string sums_of(const std::map<std::string, std::string>& files) {
    std::string text;
    for (const auto& [name, hash] : files) {
      text += fmt::format("{}  {}\n", hash, name);
    }
    return text;
  }

  /// CycloneDX 1.5: the release, its files, and what pyproject.toml says that it needs.
  [[nodiscard]] std::string bill_of_materials(const std::map<std::string, std::string>& files) const {
    const std::string name = project().empty() ? target_.planned.settings.names.empty()
                                                     ? target_.planned.top.filename().string()
                                                     : target_.planned.settings.names.front()
                                               : project();
    const std::string& version = target_.planned.plan.python_version;
    const std::string purl = fmt::format("pkg:pypi/{}@{}", release::normalised_name(name), version);
    json::array components;
    for (const auto& [file, hash] : files) {
      components.push_back(json::object{{"type", "file"},
                                        {"name", file},
                                        {"hashes", json::array{json::object{{"alg", "SHA-256"}, {"content", hash}}}}});
    }
    for (const std::string& needed : dependencies()) {
      const std::size_t end = needed.find_first_of(" <>=!~;[(@");
      components.push_back(
          json::object{{"type", "library"},
                       {"name", needed.substr(0, end)},
                       {"description", needed},
                       {"purl", fmt::format("pkg:pypi/{}", release::normalised_name(needed.substr(0, end)))}});
    }
    return to_pretty_json_text(
               json::object{{"bomFormat", "CycloneDX"},
                            {"specVersion", "1.5"},
                            {"version", 1},
                            {"metadata", json::object{{"component", json::object{{"type", "application"},
                                                                                 {"bom-ref", purl},
                                                                                 {"name", name},
                                                                                 {"version", version},
                                                                                 {"purl", purl}}}}},
                            {"components", std::move(components)}}) +
           "\n";
  }

  [[nodiscard]] std::vector<std::string> dependencies() const {
    std::vector<std::string> names;
    const auto text =
        ports_.files.read_regular(target_.planned.folder() / "pyproject.toml", kMostBytes, ports::Links::kFollow);
    const auto document = text ? toml::read_toml(*text, "pyproject.toml") : fail(ErrorKind::kNotFound, "");
    const json::value* list = document ? toml::find(*document, "project.dependencies") : nullptr;
    if (list != nullptr && list->is_array()) {
      for (const json::value& item : list->get_array()) {
        if (item.is_string()) {
          names.emplace_back(item.get_string());
        }
      }
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  ReleaseTarget& target_;
  const ReleasePorts& ports_;
  release::Git git_;
  std::stop_token stop_;
};

}  // namespace

Result<std::map<std::string, std::string>> dist_files(const ReleaseTarget& target, const ports::Files& files) {
  std::map<std::string, std::string> found;
  if (files.type_followed(target.dist) != ports::FileType::kDirectory) {
    return found;
  }
  auto entries = files.list(target.dist);
  if (!entries) {
    return fail(std::move(entries.error()));
  }
  for (const ports::FileEntry& entry : *entries) {
    if (entry.type != ports::FileType::kFile || entry.path == kSums || is_signature(entry.path.string())) {
      continue;
    }
    auto digest = files.digest(target.dist / entry.path, {});
    if (!digest) {
      return fail(std::move(digest.error()));
    }
    found.emplace(entry.path.string(), to_hex(*digest));
  }
  return found;
}

std::vector<Step> build_steps(ReleaseTarget& target, const ReleasePorts& ports, std::stop_token stop) {
  const auto steps = std::make_shared<BuildSteps>(target, ports, std::move(stop));  // shared by both functions
  return {{"build", [steps] { return steps->look(); }, [steps] { return steps->build(); }}};
}

}  // namespace ropewalk::app
