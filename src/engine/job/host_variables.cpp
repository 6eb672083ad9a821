// Which variables are passed on is a short list of names and beginnings of names; among those, the words that a name is
// made of decide (`UV_INDEX_PRIVATE_PASSWORD`, `npm_config_//registry.example/:_authToken`), so that a setting that
// nobody has heard of yet is judged by the same rule.
#include "engine/job/host_variables.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 13> kNames{
    "HTTP_PROXY",         "HTTPS_PROXY",    "NO_PROXY",           "ALL_PROXY",     "http_proxy",
    "https_proxy",        "no_proxy",       "all_proxy",          "SSL_CERT_FILE", "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"};
constexpr std::array<std::string_view, 3> kPrefixes{"PIP_", "UV_", "npm_config_"};

/// Parts of words that only credentials have.
constexpr std::array<std::string_view, 7> kCredentialParts{"token",  "passw",      "secret",   "credential",
                                                           "apikey", "privatekey", "authtoken"};
constexpr std::array<std::string_view, 8> kCredentialWords{"auth", "key",      "keys",  "pass",
                                                           "pwd",  "username", "login", "otp"};
/// How published services begin their tokens.
constexpr std::array<std::string_view, 7> kTokenStarts{"pypi-",       "ghp_", "gho_",  "ghs_",
                                                       "github_pat_", "npm_", "glpat-"};

/// Settings of pip, uv and npm that name a place to write to, a file of the user's, or a Python.
constexpr std::array<std::string_view, 27> kPlaceWords{
    "target",    "prefix",      "root",         "python",     "src",          "log",       "dir",
    "directory", "file",        "cache",        "project",    "environment",  "system",    "break",
    "require",   "requirement", "requirements", "constraint", "constraints",  "override",  "editable",
    "report",    "dry",         "tool",         "userconfig", "globalconfig", "virtualenv"};

bool has_word(const std::vector<std::string>& words, const auto& wanted) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(wanted.begin(), wanted.end(), word) != wanted.end();
  });
}

/// `UV_INDEX_A_PASSWORD` is uv, index, a, password; `_authToken` is auth, token.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  bool was_lower = false;
  for (const char c : name) {
    const bool is_lower = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool is_upper = c >= 'A' && c <= 'Z';
    if ((is_upper && was_lower) || (!is_lower && !is_upper)) {
      words.emplace_back();
    }
    if (is_lower || is_upper) {
      words.back() += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
    }
    was_lower = is_lower;
  }
  return words;
}

bool is_credential(std::string_view name, std::string_view value) {
  const std::string lower = to_lower(name);
  return has_word(words_of(name), kCredentialWords) ||
         std::any_of(kCredentialParts.begin(), kCredentialParts.end(),
                     [&](std::string_view part) { return lower.find(part) != std::string::npos; }) ||
         std::any_of(kTokenStarts.begin(), kTokenStarts.end(),
                     [&](std::string_view start) { return value.starts_with(start); });
}

bool names_a_place(std::string_view name) {
  if (std::find(kNames.begin(), kNames.end(), name) != kNames.end()) {
    return false;
  }
  const std::vector<std::string> words = words_of(name);
  const bool is_mirror = std::find(words.begin(), words.end(), "mirror") != words.end();
  return name == "PIP_USER" || (!is_mirror && has_word(words, kPlaceWords));
}

bool is_passed_on(std::string_view name) {
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end() ||
         std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

int hex_digit(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape =
        text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    out += is_escape ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])) : text[i];
    i += is_escape ? 2 : 0;
  }
  return out;
}

void add_secrets_of(std::string_view user_info, std::vector<std::string>& secrets) {
  const std::size_t colon = user_info.find(':');
  const std::string_view secret = colon == std::string_view::npos ? user_info : user_info.substr(colon + 1);
  if (secret.empty()) {
    return;
  }
  secrets.emplace_back(secret);
  const std::string decoded = percent_decoded(secret);
  if (decoded != secret) {
    secrets.push_back(decoded);
  }
  // As a client sends it.
  secrets.push_back(to_base64(percent_decoded(user_info)));
}

/// Where a Python environment keeps its programs.
bool is_python_environment(const fs::path& folder, const ports::Files& files) {
  const fs::path top = folder.parent_path();
  const auto has = [&](const fs::path& path) { return files.type(path) != ports::FileType::kMissing; };
  const bool is_pyenv_shims = folder.filename() == "shims" && (has(top / "versions") || has(top / "bin" / "pyenv") ||
                                                               has(top / "bin" / "pyenv-virtualenv"));
  const bool is_pyenv_version =
      top.parent_path().filename() == "versions" && has(top.parent_path().parent_path() / "shims");
  return is_pyenv_shims || is_pyenv_version || has(top / "pyvenv.cfg") || has(top / "conda-meta");
}

}  // namespace

std::vector<std::string> secrets_in_addresses(std::string_view value) {
  std::vector<std::string> secrets;
  for (std::size_t at = value.find("://"); at != std::string_view::npos; at = value.find("://", at + 1)) {
    const std::string_view rest = value.substr(at + 3);
    const std::string_view host = rest.substr(0, rest.find_first_of("/?# \t\r\n,"));
    if (const std::size_t end = host.rfind('@'); end != std::string_view::npos) {
      add_secrets_of(host.substr(0, end), secrets);
    }
  }
  return secrets;
}

HostVariables host_variables(const ports::Environment& machine) {
  HostVariables host;
  for (auto& [name, value] : machine.variables()) {
    if (!is_passed_on(name) || is_credential(name, value) || names_a_place(name)) {
      continue;
    }
    std::vector<std::string> secrets = secrets_in_addresses(value);
    // A proxy may be written without a scheme.
    if (to_lower(name).ends_with("proxy") && value.find("://") == std::string::npos) {
      secrets = secrets_in_addresses("proxy://" + value);
    }
    std::move(secrets.begin(), secrets.end(), std::back_inserter(host.secrets));
    host.variables.emplace_back(name, value);
  }
  return host;
}

std::string host_search_path(const ports::Environment& machine, const ports::Files& files) {
  constexpr std::string_view kPlainPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  const std::string given = machine.variable("PATH").value_or("");
  std::vector<std::string> kept;
  for (const std::string_view folder : split(given, ':')) {
    const fs::path path = fs::path(folder).lexically_normal();
    const fs::path plain = path.has_filename() ? path : path.parent_path();
    const bool is_known = std::find(kept.begin(), kept.end(), folder) != kept.end();
    if (path.is_absolute() && !is_known && !is_python_environment(plain, files)) {
      kept.emplace_back(folder);
    }
  }
  return kept.empty() ? std::string(kPlainPath) : join(kept, ":");
}

}  // namespace ropewalk::engine
