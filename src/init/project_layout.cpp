#include "init/project_layout.h"

#include <algorithm>

namespace ropewalk::init {
namespace {

constexpr std::size_t kMostPackages = 200;

class Layout {
 public:
  Layout(const ports::Files& files, const std::filesystem::path& folder, PythonProject& project)
      : files_(files), folder_(folder), project_(project) {}

  void find() {
    find_tests();
    find_packages();
  }

 private:
  [[nodiscard]] bool has(std::string_view file) const {
    return files_.type_followed(folder_ / file) == ports::FileType::kFile;
  }

  [[nodiscard]] bool has_tests_in(const std::filesystem::path& folder, int depth) const {
    const auto entries = files_.list(folder_ / folder);
    if (!entries) {
      return false;
    }
    return std::any_of(entries->begin(), entries->end(), [&](const ports::FileEntry& entry) {
      const std::string name = entry.path.filename().string();
      if (entry.type == ports::FileType::kDirectory) {
        return depth > 0 && name != "test_ci" && has_tests_in(folder / name, depth - 1);
      }
      return name.ends_with(".py") && (name.starts_with("test_") || name.ends_with("_test.py") || name == "tests.py");
    });
  }

  void find_tests() {
    for (const std::string_view folder : {"tests", "test", "testing", "src/tests"}) {
      if (!has_tests_in(folder, 4)) {
        continue;
      }
      project_.test_folders.emplace_back(folder);
      for (const std::string_view part :
           {"unit", "integration", "functional", "e2e", "performance", "benchmarks", "benchmark"}) {
        const std::string inner = std::string(folder) + "/" + std::string(part);
        if (has_tests_in(inner, 3)) {
          project_.test_folders.push_back(inner);
        }
      }
    }
    if (project_.test_folders.empty() && has_tests_in("", 0)) {
      project_.test_folders.emplace_back(".");
    }
    // One file beside the package, which pytest takes when it is named.
    if (project_.test_folders.empty() && has("test.py")) {
      project_.test_folders.emplace_back("test.py");
    }
    // Packages that carry their tests: `parcels/tests`.
    if (project_.test_folders.empty()) {
      if (const auto entries = files_.list(folder_)) {
        for (const ports::FileEntry& entry : *entries) {
          const std::string inner = (entry.path / "tests").generic_string();
          if (entry.type == ports::FileType::kDirectory && has_tests_in(inner, 3)) {
            project_.test_folders.push_back(inner);
          }
        }
      }
    }
  }

  void find_packages() {
    for (const std::string_view folder : {"src", ""}) {
      const auto entries = files_.list(folder_ / folder);
      if (!entries) {
        continue;
      }
      for (const ports::FileEntry& entry : *entries) {
        const std::string name = entry.path.filename().string();
        const bool is_test = name == "tests" || name == "test" || name == "docs" || name == "examples";
        const std::filesystem::path path = std::filesystem::path(folder) / name;
        if (entry.type == ports::FileType::kDirectory && !is_test && has((path / "__init__.py").generic_string()) &&
            project_.packages.size() < kMostPackages) {
          project_.packages.push_back(path.generic_string());
        }
      }
      if (!project_.packages.empty()) {
        return;
      }
    }
  }

  const ports::Files& files_;
  const std::filesystem::path& folder_;
  PythonProject& project_;
};

}  // namespace

void find_layout(const ports::Files& files, const std::filesystem::path& folder, PythonProject& project) {
  Layout(files, folder, project).find();
}

}  // namespace ropewalk::init
