#include "deploy/kubernetes/access.h"

#include <fmt/format.h>

#include <memory_resource>
#include <optional>
#include <vector>

#include "base/base64.h"
#include "base/json.h"
#include "base/strings.h"
#include "yaml/document.h"

namespace ropewalk::deploy {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLongestFile = 4ULL << 20U;
constexpr std::string_view kAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

/// One kubeconfig file. Nodes are looked up by their keys; null is what is not there.
class File {
 public:
  File(const fs::path& path, std::string text)
      : folder_(path.parent_path()),
        document_(yaml::read_document(std::make_shared<const SourceFile>(path.string(), std::move(text)), memory_)) {}

  [[nodiscard]] const yaml::Document& document() const { return document_; }
  [[nodiscard]] const yaml::Node* root() const { return document_.nodes.empty() ? nullptr : &document_.nodes.front(); }
  [[nodiscard]] const fs::path& folder() const { return folder_; }
  [[nodiscard]] SourceRef place(const yaml::Node& node) const { return {document_.file, node.span}; }

  [[nodiscard]] const yaml::Node* member(const yaml::Node* mapping, std::string_view key) const {
    if (mapping == nullptr || mapping->kind != yaml::NodeKind::kMapping) {
      return nullptr;
    }
    for (std::size_t at = index(*mapping) + 1; at < mapping->next;) {
      const yaml::Node& name = document_.nodes[at];
      if (name.next >= mapping->next) {
        return nullptr;
      }
      const yaml::Node& value = document_.nodes[name.next];
      if (name.text == key) {
        return &document_.resolve(value);
      }
      at = value.next;
    }
    return nullptr;
  }

  [[nodiscard]] std::string text(const yaml::Node* mapping, std::string_view key) const {
    const yaml::Node* const value = member(mapping, key);
    return value != nullptr && value->kind == yaml::NodeKind::kScalar ? std::string(value->text) : std::string();
  }

  [[nodiscard]] std::vector<const yaml::Node*> items(const yaml::Node* list) const {
    std::vector<const yaml::Node*> all;
    if (list != nullptr && list->kind == yaml::NodeKind::kSequence) {
      for (std::size_t at = index(*list) + 1; at < list->next; at = document_.nodes[at].next) {
        all.push_back(&document_.resolve(document_.nodes[at]));
      }
    }
    return all;
  }

 private:
  [[nodiscard]] std::size_t index(const yaml::Node& node) const {
    return static_cast<std::size_t>(&node - document_.nodes.data());
  }

  fs::path folder_;
  std::pmr::monotonic_buffer_resource memory_;
  yaml::Document document_;
};

using Files = std::vector<std::unique_ptr<File>>;

/// A named thing and the file that has it.
struct Found {
  const File* file = nullptr;
  const yaml::Node* node = nullptr;
};

/// `contexts`, `context`, its name.
std::optional<Found> find_named(const Files& files, std::string_view list, std::string_view kind,
                                std::string_view name) {
  for (const auto& file : files) {
    for (const yaml::Node* const item : file->items(file->member(file->root(), list))) {
      if (file->text(item, "name") == name) {
        if (const yaml::Node* const node = file->member(item, kind)) {
          return Found{file.get(), node};
        }
      }
    }
  }
  return std::nullopt;
}

/// A member that is there as base64 text (`…-data`) or as a path, relative to the file.
Result<std::string> text_or_file(const Found& found, std::string_view name, const Machine& machine) {
  const std::string data_key = fmt::format("{}-data", name);
  if (const yaml::Node* const data = found.file->member(found.node, data_key)) {
    auto text = from_base64(data->text);
    if (!text) {
      return fail(ErrorKind::kUsage, fmt::format("'{}' is not base64", data_key), {}, found.file->place(*data));
    }
    return *text;
  }
  const yaml::Node* const path = found.file->member(found.node, name);
  if (path == nullptr || path->text.empty()) {
    return std::string();
  }
  auto text = machine.files.read_regular(found.file->folder() / path->text, kLongestFile, ports::Links::kFollow);
  if (!text) {
    return fail(ErrorKind::kUsage, fmt::format("'{}' cannot be read: {}", name, text.error().message), {},
                found.file->place(*path));
  }
  return text;
}

/// Runs a credential plugin and takes what it says (client.authentication.k8s.io, `ExecCredential`).
Result<void> run_plugin(const Found& user, const yaml::Node& exec, const Machine& machine, ClusterAccess& access) {
  const SourceRef place = user.file->place(exec);
  const std::string version = user.file->text(&exec, "apiVersion");
  std::vector<std::string> words = {user.file->text(&exec, "command")};
  if (words.front().empty()) {
    return fail(ErrorKind::kUsage, "'exec' names no command", {}, place);
  }
  for (const yaml::Node* const word : user.file->items(user.file->member(&exec, "args"))) {
    words.emplace_back(word->text);
  }
  ports::EnvironmentList environment = machine.environment.variables();
  for (const yaml::Node* const pair : user.file->items(user.file->member(&exec, "env"))) {
    environment.emplace_back(user.file->text(pair, "name"), user.file->text(pair, "value"));
  }
  environment.emplace_back(
      "KUBERNETES_EXEC_INFO",
      to_json_text(json::object{
          {"kind", "ExecCredential"}, {"apiVersion", version}, {"spec", json::object{{"interactive", false}}}}));
  constexpr std::chrono::seconds kPatience{60};
  const auto said = machine.process.capture({.arguments = words,
                                             .working_directory = user.file->folder(),
                                             .environment = std::move(environment),
                                             .deadline = machine.clock.monotonic() + kPatience},
                                            {});
  if (!said || said->outcome.exit_code != 0 || said->outcome.end != ports::ProcessEnd::kExited) {
    return fail(ErrorKind::kIncomplete,
                fmt::format("the credential plugin '{}' failed: {}", words.front(),
                            said ? trim(said->errors) : std::string_view(said.error().message)),
                "log in as its provider says, or give the user of this context a token", place);
  }
  const auto value = parse_json(said->output, "the plugin's answer");
  const json::value* const status = value && value->is_object() ? value->get_object().if_contains("status") : nullptr;
  if (status == nullptr || !status->is_object()) {
    return fail(ErrorKind::kIncomplete, fmt::format("the credential plugin '{}' gave no credential", words.front()), {},
                place);
  }
  access.token = string_member(status->get_object(), "token");
  access.tls.certificate = string_member(status->get_object(), "clientCertificateData");
  access.tls.key = string_member(status->get_object(), "clientKeyData");
  return {};
}

Result<void> read_cluster(const Found& cluster, const Machine& machine, ClusterAccess& access) {
  access.server = cluster.file->text(cluster.node, "server");
  while (access.server.ends_with('/')) {
    access.server.pop_back();
  }
  if (!access.server.starts_with("https://")) {
    return fail(ErrorKind::kUsage, "the server of the cluster is not an https:// address", {},
                cluster.file->place(*cluster.node));
  }
  if (const yaml::Node* const insecure = cluster.file->member(cluster.node, "insecure-skip-tls-verify");
      insecure != nullptr && insecure->text == "true") {
    return fail(ErrorKind::kUsage, "the certificate of the cluster would not be verified",
                "take 'insecure-skip-tls-verify' out, and name the cluster's authority in its place",
                cluster.file->place(*insecure));
  }
  auto authority = text_or_file(cluster, "certificate-authority", machine);
  if (!authority) {
    return fail(std::move(authority.error()));
  }
  access.tls.authorities = std::move(*authority);
  return {};
}

Result<void> read_user(const Found& user, const Machine& machine, ClusterAccess& access) {
  for (const char* const refused : {"auth-provider", "username", "password"}) {
    if (const yaml::Node* const node = user.file->member(user.node, refused)) {
      return fail(ErrorKind::kUsage, fmt::format("'{}' is a way to log in that clusters do not take any more", refused),
                  "a token, a client certificate or a credential plugin is", user.file->place(*node));
    }
  }
  auto certificate = text_or_file(user, "client-certificate", machine);
  auto key = text_or_file(user, "client-key", machine);
  if (!certificate || !key) {
    return fail(certificate ? std::move(key.error()) : std::move(certificate.error()));
  }
  access.tls.certificate = std::move(*certificate);
  access.tls.key = std::move(*key);
  access.token = user.file->text(user.node, "token");
  if (const yaml::Node* const path = user.file->member(user.node, "tokenFile");
      path != nullptr && !path->text.empty()) {
    const auto token =
        machine.files.read_regular(user.file->folder() / path->text, kLongestFile, ports::Links::kFollow);
    if (!token) {
      return fail(ErrorKind::kUsage, "the token cannot be read: " + token.error().message, {}, user.file->place(*path));
    }
    access.token = trim(*token);
  }
  const yaml::Node* const exec = user.file->member(user.node, "exec");
  if (exec != nullptr && access.token.empty() && access.tls.certificate.empty()) {
    return run_plugin(user, *exec, machine, access);
  }
  return {};
}

std::vector<fs::path> file_names(const Machine& machine) {
  std::vector<fs::path> names;
  if (const auto given = machine.environment.variable("KUBECONFIG"); given && !given->empty()) {
    for (const std::string_view name : split(*given, ':')) {
      if (!name.empty()) {
        names.emplace_back(name);
      }
    }
    return names;
  }
  return {machine.environment.home() / ".kube" / "config"};
}

Result<Files> read_files(const Machine& machine) {
  Files files;
  for (const fs::path& name : file_names(machine)) {
    if (machine.files.type_followed(name) == ports::FileType::kMissing) {
      continue;
    }
    auto text = machine.files.read_regular(name, kLongestFile, ports::Links::kFollow);
    if (!text) {
      return fail(ErrorKind::kUsage, text.error().message);
    }
    files.push_back(std::make_unique<File>(name, std::move(*text)));
    if (files.back()->document().problem) {
      Error error = yaml::to_error(files.back()->document());
      error.kind = ErrorKind::kUsage;
      return fail(std::move(error));
    }
  }
  return files;
}

Result<ClusterAccess> own_account(const ClusterPlace& place, const Machine& machine) {
  const fs::path folder(kAccount);
  const auto host = machine.environment.variable("KUBERNETES_SERVICE_HOST");
  const auto port = machine.environment.variable("KUBERNETES_SERVICE_PORT");
  const auto token = machine.files.read(folder / "token");
  if (!host || !port || !token) {
    return fail(ErrorKind::kUsage, "no kubeconfig says how the cluster is reached",
                "write ~/.kube/config, or name a file in KUBECONFIG");
  }
  const bool is_v6 = host->find(':') != std::string::npos;
  ClusterAccess access{.server = fmt::format("https://{}:{}", is_v6 ? "[" + *host + "]" : *host, *port),
                       .name_space = place.name_space,
                       .token = std::string(trim(*token)),
                       .source = "this pod's service account"};
  if (const auto authority = machine.files.read(folder / "ca.crt")) {
    access.tls.authorities = *authority;
  }
  if (const auto own = machine.files.read(folder / "namespace"); own && access.name_space.empty()) {
    access.name_space = trim(*own);
  }
  return access;
}

}  // namespace

Result<ClusterAccess> find_access(const ClusterPlace& place, const Machine& machine) {
  const auto files = read_files(machine);
  if (!files) {
    return fail(files.error());
  }
  std::string name = place.context;
  for (const auto& file : *files) {
    name = name.empty() ? file->text(file->root(), "current-context") : name;
  }
  if (files->empty() || name.empty()) {
    if (!place.context.empty()) {
      return fail(ErrorKind::kUsage, fmt::format("no kubeconfig has the context '{}'", place.context),
                  "write ~/.kube/config, or name a file in KUBECONFIG");
    }
    return own_account(place, machine);
  }
  const auto context = find_named(*files, "contexts", "context", name);
  if (!context) {
    const File& first = *files->front();
    const yaml::Node* const list = first.member(first.root(), "contexts");
    return fail(ErrorKind::kUsage, fmt::format("the kubeconfig has no context '{}'", name),
                "`kubectl config get-contexts` lists them",
                list == nullptr ? SourceRef{first.document().file, {}} : first.place(*list));
  }
  const std::string cluster_name = context->file->text(context->node, "cluster");
  const std::string user_name = context->file->text(context->node, "user");
  const auto cluster = find_named(*files, "clusters", "cluster", cluster_name);
  const auto user = find_named(*files, "users", "user", user_name);
  if (!cluster || !user) {
    return fail(ErrorKind::kUsage,
                cluster ? fmt::format("the kubeconfig has no user '{}'", user_name)
                        : fmt::format("the kubeconfig has no cluster '{}'", cluster_name),
                {}, context->file->place(*context->node));
  }
  ClusterAccess access{.name_space = place.name_space,
                       .source = fmt::format("context '{}' of {}", name, context->file->document().file->name())};
  if (access.name_space.empty()) {
    access.name_space = context->file->text(context->node, "namespace");
  }
  auto read = read_cluster(*cluster, machine, access);
  if (read) {
    read = read_user(*user, machine, access);
  }
  if (!read) {
    return fail(std::move(read.error()));
  }
  access.name_space = access.name_space.empty() ? "default" : access.name_space;
  return access;
}

}  // namespace ropewalk::deploy
