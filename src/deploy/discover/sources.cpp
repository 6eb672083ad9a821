#include "deploy/discover/sources.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/strings.h"
#include "deploy/discover/command_line.h"
#include "text/regex.h"

namespace ropewalk::deploy {
namespace {

constexpr std::size_t kMostFiles = 3000;
constexpr std::uint64_t kMostBytes = 1 << 20;

constexpr std::array<std::string_view, 16> kOtherFolders = {
    "tests", "test", "docs",          "migrations", "alembic", "node_modules", "venv",     "__pycache__",
    "build", "dist", "site-packages", "scripts",    "bench",   "benchmarks",   "examples", "frontend"};

/// From "send no traffic otherwise" to "the process lives".
constexpr std::array<std::string_view, 17> kHealthPaths = {
    "/readyz",      "/ready",        "/health/ready", "/health/readiness", "/readiness", "/healthz",     "/health",
    "/healthcheck", "/health-check", "/_health",      "/api/health",       "/up",        "/health/live", "/livez",
    "/live",        "/ping",         "/status"};

/// Beginnings of names of variables that say where something else listens.
constexpr std::array<std::string_view, 17> kOthers = {"DB",    "DATABASE", "POSTGRES", "PG",       "MYSQL", "REDIS",
                                                      "SMTP",  "MAIL",     "EMAIL",    "RABBITMQ", "AMQP",  "KAFKA",
                                                      "MONGO", "CACHE",    "METRICS",  "STATSD",   "CELERY"};

text::Regex pattern(std::string_view expression) { return *text::Regex::compile(expression); }

bool is_looked_into(const ports::FileEntry& entry) {
  const std::string name = entry.path.filename().string();
  return !name.starts_with('.') && std::find(kOtherFolders.begin(), kOtherFolders.end(), name) == kOtherFolders.end();
}

std::string module_of(const std::filesystem::path& path) {
  std::string name = path.generic_string();
  if (name.starts_with("src/")) {
    name.erase(0, 4);
  }
  name.resize(name.size() - 3);
  if (name.ends_with("/__init__")) {
    name.resize(name.size() - std::string_view("/__init__").size());
  }
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

bool is_anothers(std::string_view variable) {
  const std::vector<std::string_view> words = split(variable, '_');
  return std::any_of(words.begin(), words.end(), [](std::string_view word) {
    return std::find(kOthers.begin(), kOthers.end(), word) != kOthers.end();
  });
}

class Reader {
 public:
  void read(const std::filesystem::path& path, std::string_view source) {
    find_application(path, source);
    find_main(path, source);
    find_health(path, source);
    find_variables(source);
  }

  [[nodiscard]] SourceFacts take() {
    std::sort(facts_.application_files.begin(), facts_.application_files.end());
    facts_.port_variable = choose(ports_);
    if (!facts_.port_variable.empty()) {
      const std::string host = facts_.port_variable.substr(0, facts_.port_variable.size() - 4) + "HOST";
      facts_.host_variable = hosts_.contains(host) ? host : "";
    }
    return std::move(facts_);
  }

 private:
  void find_application(const std::filesystem::path& path, std::string_view source) {
    const auto found = application_.search(source);
    const std::size_t depth = split(path.generic_string(), '/').size();
    if (found) {
      facts_.application_files.push_back(path.generic_string());
    }
    if (found && (facts_.application.empty() || facts_.is_factory || depth < depth_)) {
      facts_.application = module_of(path) + ":" + std::string(*(*found)[1]);
      facts_.framework = std::string(*(*found)[2]);
      facts_.application_file = path.generic_string();
      facts_.is_factory = false;
      depth_ = depth;
    } else if (facts_.application.empty()) {
      const auto factory = factory_.search(source);
      const auto makes = makes_.search(source);
      if (factory && makes) {
        facts_.application = module_of(path) + ":" + std::string(*(*factory)[1]);
        facts_.framework = std::string(*(*makes)[1]);
        facts_.application_file = path.generic_string();
        facts_.is_factory = true;
        depth_ = depth;
      }
    }
    if (const auto port = port_.search(source); port && facts_.port == 0) {
      facts_.port = port_of(*(*port)[1]);
    }
  }

  void find_main(const std::filesystem::path& path, std::string_view source) {
    if (path.filename() == "__main__.py" && path.has_parent_path() && server_.is_match(source)) {
      const std::string name = module_of(path.parent_path() / "__init__.py");
      if (facts_.main_package.empty() || name.size() < facts_.main_package.size()) {
        facts_.main_package = name;
        facts_.main_file = path.generic_string();
      }
    }
  }

  void find_health(const std::filesystem::path& path, std::string_view source) {
    for (std::size_t rank = 0; rank < std::min(rank_, kHealthPaths.size()); ++rank) {
      const std::string_view wanted = kHealthPaths.at(rank);
      for (const char quote : {'"', '\''}) {
        const std::string text = quote + std::string(wanted) + quote;
        for (std::size_t at = source.find(text); at != std::string_view::npos; at = source.find(text, at + 1)) {
          if (is_route(source, at)) {
            rank_ = rank;
            facts_.health_path = std::string(wanted);
            facts_.health_file = path.generic_string();
            return;
          }
        }
      }
    }
  }

  /// The text stands right behind the opening of a route.
  [[nodiscard]] static bool is_route(std::string_view source, std::size_t at) {
    const std::string_view before = trim(source.substr(at > 40 ? at - 40 : 0, std::min<std::size_t>(at, 40)));
    return before.ends_with(".get(") || before.ends_with(".route(") || before.ends_with("Route(") ||
           before.ends_with(".api_route(") || before.ends_with("path=") || before.ends_with("add_url_rule(") ||
           before.ends_with("add_api_route(");
  }

  void find_variables(std::string_view source) {
    for (std::string_view rest = source; const auto found = variable_.search(rest);) {
      const std::string name((*found)[1]->data(), (*found)[1]->size());
      if (!is_anothers(name)) {
        (name.ends_with("PORT") ? ports_ : hosts_).insert(name);
      }
      rest.remove_prefix(static_cast<std::size_t>((*found)[0]->data() + (*found)[0]->size() - rest.data()));
    }
  }

  [[nodiscard]] static std::string choose(const std::set<std::string>& names) {
    const auto shortest =
        std::min_element(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
    return shortest == names.end() ? "" : *shortest;
  }

  text::Regex application_ = pattern(R"((?m)^(\w+)(?:\s*:\s*[\w.]+)?\s*=\s*(?:\w+\.)?(FastAPI|Starlette|Flask)\()");
  text::Regex factory_ =
      pattern(R"((?m)^def (create_app|make_app|get_app|build_app|app_factory|create_application)\(\s*\))");
  text::Regex makes_ = pattern(R"(\b(FastAPI|Starlette|Flask)\()");
  text::Regex server_ = pattern(R"(\b(uvicorn|hypercorn|granian|gunicorn|waitress|run_app|serve_forever)\b|\.run\()");
  text::Regex port_ = pattern(R"(\bport\s*=\s*(\d{2,5})\b)");
  text::Regex variable_ = pattern(R"(["']((?:[A-Z][A-Z0-9]*_)*(?:PORT|HOST))["'])");
  SourceFacts facts_;
  std::size_t depth_ = 0;
  std::size_t rank_ = kHealthPaths.size();
  std::set<std::string> ports_;
  std::set<std::string> hosts_;
};

}  // namespace

Result<SourceFacts> read_sources(const ports::Files& files, const std::filesystem::path& folder) {
  const auto entries = files.walk(folder, [](const ports::FileEntry& entry) {
    return is_looked_into(entry) ? ports::Walk::kEnter : ports::Walk::kSkip;
  });
  if (!entries) {
    return fail(entries.error());
  }
  Reader reader;
  std::size_t count = 0;
  for (const ports::FileEntry& entry : *entries) {
    const std::string name = entry.path.filename().string();
    if (entry.type != ports::FileType::kFile || !name.ends_with(".py") || name.starts_with("test_") ||
        name == "conftest.py" || name == "setup.py" || entry.size > kMostBytes || ++count > kMostFiles) {
      continue;
    }
    if (const auto source = files.read(folder / entry.path)) {
      reader.read(entry.path, *source);
    }
  }
  return reader.take();
}

}  // namespace ropewalk::deploy
