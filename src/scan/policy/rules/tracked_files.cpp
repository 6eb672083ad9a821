// Files that do not belong into a repository: programs, and what holds secrets by its name.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "scan/policy/rules/rule.h"

namespace ropewalk::scan::policy {
namespace {

/// Programs by their names, whatever is told of them inside.
constexpr std::array<std::string_view, 28> kProgramEnds = {
    ".exe",  ".dll", ".so",  ".dylib", ".jar", ".class",  ".pyc", ".pyo", ".war", ".ear",
    ".wasm", ".o",   ".a",   ".lib",   ".deb", ".rpm",    ".apk", ".msi", ".dex", ".crx",
    ".whl",  ".egg", ".efi", ".sys",   ".drv", ".bundle", ".ocx", ".par"};

/// What people write, of which a repository has most: it is not opened.
constexpr std::array<std::string_view, 48> kTextEnds = {
    ".py",   ".pyi", ".c",    ".h",   ".cc",  ".cpp", ".hpp",   ".cxx",  ".rs",    ".go",   ".java",  ".kt",
    ".js",   ".mjs", ".cjs",  ".ts",  ".tsx", ".jsx", ".vue",   ".rb",   ".php",   ".cs",   ".swift", ".css",
    ".scss", ".htm", ".html", ".md",  ".rst", ".txt", ".json",  ".yml",  ".yaml",  ".toml", ".ini",   ".cfg",
    ".xml",  ".svg", ".csv",  ".tsv", ".sql", ".po",  ".ipynb", ".lock", ".patch", ".diff", ".proto", ".tf"};

template <std::size_t size>
bool ends_with_one(std::string_view name, const std::array<std::string_view, size>& ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return name.ends_with(end); });
}

bool starts_with_one(std::string_view bytes, std::initializer_list<std::string_view> starts) {
  return std::any_of(starts.begin(), starts.end(), [&](std::string_view start) { return bytes.starts_with(start); });
}

/// `MZ` begins words, too: the header that it points to does not.
bool is_windows_program(std::string_view bytes) {
  constexpr std::size_t kPointer = 0x3C;
  if (!bytes.starts_with("MZ") || bytes.size() < kPointer + 4) {
    return false;
  }
  std::size_t at = 0;
  for (std::size_t byte = 0; byte < 4; ++byte) {
    at |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[kPointer + byte])) << (8 * byte);
  }
  return at < bytes.size() && bytes.substr(at).starts_with(std::string_view("PE\0\0", 4));
}

/// Machine code by its first bytes: ELF, Mach-O and Java's classes, WebAssembly, archives of objects, packages of rpm,
/// Dalvik, LLVM, Windows.
bool is_machine_code(std::string_view bytes) {
  return starts_with_one(bytes, {"\x7f"
                                 "ELF",
                                 "\xca\xfe\xba\xbe", "\xfe\xed\xfa\xce", "\xfe\xed\xfa\xcf", "\xce\xfa\xed\xfe",
                                 "\xcf\xfa\xed\xfe", std::string_view("\0asm", 4), "!<arch>\n", "\xed\xab\xee\xdb",
                                 std::string_view("dex\n03", 6), "BC\xc0\xde", "\x1bLua"}) ||
         is_windows_program(bytes);
}

/// Of a file with the name of a program: also what other files may be, archives and the like.
bool is_program(std::string_view bytes) {
  return is_machine_code(bytes) || starts_with_one(bytes, {"MZ", "PK\x03\x04", "\xd0\xcf\x11\xe0", "dex\n", "Cr24"});
}

/// A file of keys or passwords, whatever is in it.
bool is_key_file(std::string_view path, std::string_view name) {
  static constexpr std::array<std::string_view, 12> kNames = {
      "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519",       "id_ecdsa_sk", "id_ed25519_sk",
      ".netrc", "_netrc", ".pypirc",  ".git-credentials", ".pgpass",     ".htpasswd"};
  static constexpr std::array<std::string_view, 7> kEnds = {".pfx", ".p12",  ".jks",  ".keystore",
                                                            ".ppk", ".kdbx", ".bcfks"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end() || ends_with_one(name, kEnds) ||
         path == ".aws/credentials" || path.ends_with("/.aws/credentials");
}

/// A private key in the form of PEM or PGP, alone or behind its certificate.
bool holds_private_key(std::string_view text) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  for (std::size_t at = text.find(kBegin); at != std::string_view::npos; at = text.find(kBegin, at + 1)) {
    const std::string_view line = trim(text.substr(at, text.find('\n', at) - at));
    const bool begins_line = at == 0 || text[at - 1] == '\n';
    if (begins_line && (line.ends_with("PRIVATE KEY-----") || line.ends_with("PRIVATE KEY BLOCK-----"))) {
      return true;
    }
  }
  return false;
}

/// A setting whose value stands there itself and not as a variable: `_authToken=…` of .npmrc.
bool holds_token(std::string_view text) {
  for (const std::string_view raw : split_lines(text)) {
    const std::string_view line = trim(raw);
    const std::size_t equals = line.find('=');
    const std::string_view key = trim(line.substr(0, equals));
    const bool is_secret = key.ends_with("_authToken") || key.ends_with("_auth") || key.ends_with("_password");
    if (is_secret && !line.starts_with('#') && !line.starts_with(';') && equals != std::string_view::npos) {
      const std::string_view value = trim(line.substr(equals + 1));
      if (!value.empty() && value.find("${") == std::string_view::npos) {
        return true;
      }
    }
  }
  return false;
}

bool holds_keys(std::string_view path, std::string_view name, std::string_view text) {
  if (name == ".npmrc") {
    return holds_token(text);
  }
  if (name == ".dockercfg" || path == ".docker/config.json" || path.ends_with("/.docker/config.json")) {
    return text.find("\"auth\"") != std::string_view::npos;
  }
  return text.starts_with("-----BEGIN ") ||
                 ends_with_one(name, std::array<std::string_view, 4>{".pem", ".key", ".crt", ".cer"})
             ? holds_private_key(text)
             : false;
}

bool is_sample(std::string_view path) {
  return path.find("test") != std::string_view::npos || path.find("fixture") != std::string_view::npos ||
         path.find("example") != std::string_view::npos || path.find("corpus") != std::string_view::npos;
}

}  // namespace

void check_tracked_files(const Repository& repository, Judgement& judgement) {
  const Tree& tree = repository.tree;
  const auto& read = tree.read_unlinked ? tree.read_unlinked : tree.read;
  int programs = 0;
  for (const std::string& path : tree.tracked ? *tree.tracked : tree.files) {
    const std::string lower = to_lower(path);
    const std::string_view name = std::string_view(lower).substr(lower.rfind('/') + 1);
    const bool is_named = ends_with_one(name, kProgramEnds);
    const bool is_docker = name == "config.json" && lower.ends_with(".docker/config.json");
    bool has_keys = is_key_file(lower, name);
    if (is_named || is_docker || (!has_keys && !ends_with_one(name, kTextEnds))) {
      const auto bytes = read(path);
      if (!bytes) {
        judgement.report.skipped.push_back({{path}, "unreadable-binary", bytes.error().message});
      } else {
        const bool is_python = name.ends_with(".pyc") || name.ends_with(".pyo");
        if (is_named ? (is_python && !bytes->empty()) || is_program(*bytes) : is_machine_code(*bytes)) {
          ++programs;
          judgement.tell("binary-artifact", "Binary-Artifacts", is_sample(lower) ? Severity::kLow : Severity::kMedium,
                         {path}, "a compiled program is tracked: nobody can review what it does",
                         "build it in the pipeline, or fetch it by its SHA-256", path);
        }
        has_keys = has_keys || holds_keys(lower, name, *bytes);
      }
    }
    if (is_environment_file(path)) {
      judgement.tell("tracked-environment-file", "", Severity::kMedium, {path},
                     "a .env file is tracked: it holds what a machine should know alone",
                     "remove it (git rm --cached), write it into .gitignore, and keep a .env.example", path);
    }
    if (has_keys) {
      judgement.tell("tracked-key-file", "", is_sample(lower) ? Severity::kLow : Severity::kHigh, {path},
                     "a file of keys or passwords is tracked",
                     "remove it, and change what is in it: the history keeps it", path);
    }
  }
  judgement.checks.push_back({"Binary-Artifacts", programs == 0 ? Outcome::kPass : Outcome::kFail,
                              fmt::format("{} programs are tracked", programs)});
}

}  // namespace ropewalk::scan::policy
