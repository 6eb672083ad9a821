#include "app/image/documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/image/layer_cache.h"
#include "base/hash.h"
#include "image/oci/tree.h"
#include "image/packages/find_packages.h"
#include "image/reference.h"
#include "image/sbom/write_bom.h"
#include "image/sign/provenance.h"

namespace ropewalk::app {
namespace {

/// How many of the largest files are told.
constexpr std::size_t kLargest = 5;

std::string_view digits(std::string_view digest) { return digest.substr(digest.find(':') + 1); }

std::string largest_key(const std::string& digest) { return to_hex(sha256("largest\n" + digest)); }

/// `linux/arm64/v8` as a part of a file's name.
std::string file_part(const image::Platform& platform) {
  std::string text = platform.text();
  std::replace(text.begin(), text.end(), '/', '-');
  return text;
}

Error to_error(const image::Fault& fault) {
  return {ErrorKind::kInvalid, fmt::format("a layer of the image cannot be read: {}", fault.message), {}};
}

/// The machine of an ELF header in the words of platforms (ELF specification, e_machine); empty for other files.
std::string_view machine_of(std::string_view content) {
  constexpr std::size_t kMachine = 18;
  if (!content.starts_with("\x7f"
                           "ELF") ||
      content.size() < kMachine + 2) {
    return "";
  }
  const bool is_little = content[5] == 1;
  const auto low = static_cast<unsigned char>(content[kMachine + (is_little ? 0 : 1)]);
  const auto high = static_cast<unsigned char>(content[kMachine + (is_little ? 1 : 0)]);
  switch (high * 256 + low) {
    case 3: return "386";
    case 21: return is_little ? "ppc64le" : "ppc64";
    case 22: return "s390x";
    case 40: return "arm";
    case 62: return "amd64";
    case 183: return "arm64";
    case 243: return "riscv64";
    default: return "another machine";
  }
}

/// That the programs of an image are for the platform that it says.
Result<void> check_machine(const image::Tree& tree, const image::Platform& platform) {
  for (const auto& [path, node] : tree.nodes()) {
    const std::string* content = node.content();
    const std::string_view machine =
        content == nullptr || !is_probe(*node.entry) ? std::string_view() : machine_of(*content);
    if (!machine.empty() && machine != platform.architecture) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("the image for {} has programs for {}: /{}", platform.text(), machine, path),
                  "its base image is not for this platform");
    }
  }
  return {};
}

Result<image::Inventory> inventory_of(const PlatformImage& one, ImageStore& store, std::vector<LargeFile>& largest) {
  image::Tree tree;
  std::vector<image::Layer> layers(one.layers.size());  // the tree points into them
  std::vector<image::Fault> faults;
  for (std::size_t i = 0; i < one.layers.size(); ++i) {
    auto layer = package_layer(one.layers[i], store);
    if (!layer) {
      return fail(std::move(layer.error()));
    }
    layers[i] = std::move(*layer);
    tree.apply(layers[i], static_cast<int>(i), faults);
  }
  if (auto checked = check_machine(tree, one.platform); !checked) {
    return fail(std::move(checked.error()));
  }
  if (largest.empty()) {
    largest = largest_files(tree, kLargest);
  }
  image::Inventory inventory = image::find_packages(tree);
  for (std::size_t i = 0; i < layers.size() && !inventory.unread.empty(); ++i) {
    const auto kept = image::keep_more(layers[i], inventory.unread, image::kMostPackageData,
                                       [&](const image::LayerOptions& options) -> image::Outcome<image::Layer> {
                                         const auto blob = store.blob(one.layers[i].descriptor.digest);
                                         return blob ? image::read_layer(*blob, one.layers[i].diff_id, options)
                                                     : image::fault(image::FaultKind::kMissing, blob.error().message);
                                       });
    if (!kept) {
      return fail(to_error(kept.error()));
    }
  }
  if (!inventory.unread.empty()) {
    inventory = image::find_packages(tree);
  }
  if (!inventory.faults.empty()) {
    return fail(to_error(inventory.faults.front()));
  }
  return inventory;
}

image::Bom bom_of(const image::Inventory& inventory, const PlatformImage& one, const DocumentRequest& request) {
  const std::string name = request.name.empty() ? std::string("image") : request.name;
  image::Bom bom;
  bom.timestamp = request.image->source.created;
  bom.subject = image::Component{.type = "container",
                                 .name = name,
                                 .version = one.manifest.digest,
                                 .purl = fmt::format("pkg:oci/{}@sha256%3A{}?arch={}", name.substr(name.rfind('/') + 1),
                                                     digits(one.manifest.digest), one.platform.architecture)};
  std::set<std::string> refs;
  for (const image::InstalledPackage& package : inventory.packages) {
    image::Component component{.type = "library",
                               .name = package.name,
                               .version = package.version,
                               .purl = package.purl,
                               .licenses = package.licenses,
                               .locations = {package.path},
                               .properties = {{"ropewalk:layer", fmt::format("{}", package.layer)}}};
    // The same distribution may be installed in two places.
    component.ref = package.purl;
    for (int count = 2; !refs.insert(component.ref).second; ++count) {
      component.ref = fmt::format("{}#{}", package.purl, count);
    }
    bom.components.push_back(std::move(component));
  }
  return bom;
}

std::string builder_id(const ports::Environment& environment) {
  const auto workflow = environment.variable("GITHUB_WORKFLOW_REF");
  const auto server = environment.variable("GITHUB_SERVER_URL");
  if (environment.variable("GITHUB_ACTIONS") == "true" && workflow && server) {
    return fmt::format("{}/{}", *server, *workflow);
  }
  return fmt::format("urn:ropewalk:host:{}", environment.host_name());
}

image::Provenance provenance_of(const DocumentRequest& request, const ports::Environment& environment) {
  const BuiltImageSet& set = *request.image;
  image::Provenance provenance{.repository = set.source.url,
                               .ref = set.source.ref,
                               .commit = set.source.commit,
                               .workflow = {},
                               .builder = {},
                               .builder_versions = {{"ropewalk", request.version}, {"builder", set.builder}},
                               .invocation = {},
                               .started = request.started,
                               .finished = request.finished,
                               .dockerfile = set.dockerfile,
                               .target = request.request->target,
                               .platforms = {},
                               .arguments = {},
                               .dockerfile_digest = set.dockerfile_digest,
                               .context_digest = set.context_digest,
                               .bases = set.bases};
  for (const PlatformImage& one : set.platforms) {
    provenance.platforms.push_back(one.platform.text());
  }
  for (const auto& [name, value] : request.request->arguments) {
    provenance.arguments.emplace_back(name, set.mask.hide(value));
  }
  // `acme/parcels/.github/workflows/cd.yml@refs/heads/main`
  const std::string workflow = environment.variable("GITHUB_WORKFLOW_REF").value_or("");
  if (const std::size_t begin = workflow.find(".github/"); begin != std::string::npos) {
    provenance.workflow = workflow.substr(begin, workflow.find('@', begin) - begin);
  }
  const auto run = environment.variable("GITHUB_RUN_ID");
  if (run && environment.variable("GITHUB_ACTIONS") == "true") {
    provenance.invocation =
        fmt::format("{}/{}/actions/runs/{}/attempts/{}", environment.variable("GITHUB_SERVER_URL").value_or(""),
                    environment.variable("GITHUB_REPOSITORY").value_or(""), *run,
                    environment.variable("GITHUB_RUN_ATTEMPT").value_or("1"));
  }
  provenance.builder = builder_id(environment);
  return provenance;
}

class Writer {
 public:
  Writer(const DocumentRequest& request, std::filesystem::path folder, ImageStore& store, ports::Files& files)
      : request_(request), store_(store), files_(files) {
    documents_.folder = std::move(folder);
  }

  Result<ImageDocuments> write(const ports::Environment& environment) {
    std::vector<std::pair<std::string, std::string>> all;
    all.emplace_back(request_.name, request_.image->digest);
    for (const PlatformImage& one : request_.image->platforms) {
      if (one.manifest.digest != request_.image->digest) {
        all.emplace_back(request_.name, one.manifest.digest);
      }
    }
    for (const PlatformImage& one : request_.image->platforms) {
      if (auto done = bills(one); !done) {
        return fail(std::move(done.error()));
      }
    }
    image::Statement provenance{.subjects = std::move(all),
                                .predicate_type = std::string(image::kProvenancePredicate),
                                .predicate = image::to_predicate(provenance_of(request_, environment))};
    documents_.provenance = documents_.folder / "provenance.json";
    if (auto kept = keep(std::move(provenance), documents_.provenance); !kept) {
      return fail(std::move(kept.error()));
    }
    json::array largest;
    for (const LargeFile& file : documents_.largest) {
      largest.push_back(json::object{{"path", file.path}, {"size", file.size}, {"layer", file.layer}});
    }
    if (auto kept = store_.keep_record(largest_key(request_.image->digest), {{"largest", std::move(largest)}}); !kept) {
      return fail(std::move(kept.error()));
    }
    return std::move(documents_);
  }

 private:
  Result<void> bills(const PlatformImage& one) {
    const auto inventory = inventory_of(one, store_, documents_.largest);
    if (!inventory) {
      return fail(inventory.error());
    }
    const image::Bom bom = bom_of(*inventory, one, request_);
    const image::BomTool tool{.version = request_.version};
    const std::string front = file_part(one.platform);
    std::vector<std::pair<std::string, std::string>> subjects{{request_.name, one.manifest.digest}};
    if (one.manifest.digest != request_.image->digest) {
      subjects.emplace_back(request_.name, request_.image->digest);
    }
    const auto one_bill = [&](const std::string& ending, const std::string& text, std::string_view type,
                              std::filesystem::path& first) -> Result<void> {
      const std::filesystem::path path = documents_.folder / fmt::format("{}.{}", front, ending);
      if (first.empty()) {
        first = path;
      }
      if (auto written = files_.write(path, text); !written) {
        return written;
      }
      auto parsed = parse_json(text, path.string());
      if (!parsed) {
        return fail(std::move(parsed.error()));
      }
      return keep({.subjects = subjects, .predicate_type = std::string(type), .predicate = parsed->get_object()},
                  documents_.folder / fmt::format("{}.{}.statement", front, ending));
    };
    if (auto done = one_bill("cdx.json", image::to_cyclonedx(bom, tool), image::kCycloneDxPredicate, documents_.sbom);
        !done) {
      return done;
    }
    return one_bill("spdx.json", image::to_spdx(bom, tool), image::kSpdxPredicate, documents_.spdx);
  }

  Result<void> keep(image::Statement statement, const std::filesystem::path& path) {
    auto written = files_.write(path, image::to_json(statement));
    documents_.statements.push_back(std::move(statement));
    return written;
  }

  const DocumentRequest& request_;
  ImageStore& store_;
  ports::Files& files_;
  ImageDocuments documents_;
};

}  // namespace

Result<ImageDocuments> write_documents(const DocumentRequest& request, const std::filesystem::path& folder,
                                       ImageStore& store, const ports::Environment& environment, ports::Files& files) {
  return Writer(request, folder / digits(request.image->digest), store, files).write(environment);
}

std::optional<ImageDocuments> kept_documents(const BuiltImageSet& image, const std::filesystem::path& folder,
                                             const ImageStore& store, const ports::Files& files) {
  ImageDocuments documents;
  documents.folder = folder / digits(image.digest);
  const std::string front = file_part(image.platforms.front().platform);
  documents.sbom = documents.folder / fmt::format("{}.cdx.json", front);
  documents.spdx = documents.folder / fmt::format("{}.spdx.json", front);
  documents.provenance = documents.folder / "provenance.json";
  for (const auto& path : {documents.sbom, documents.spdx, documents.provenance}) {
    if (files.type(path) != ports::FileType::kFile) {
      return std::nullopt;
    }
  }
  const auto record = store.record(largest_key(image.digest));
  const json::value* largest = record ? record->if_contains("largest") : nullptr;
  if (largest == nullptr || !largest->is_array()) {
    return std::nullopt;
  }
  for (const json::value& value : largest->get_array()) {
    const json::object* file = value.if_object();
    if (file != nullptr && file->contains("size") && file->at("size").is_int64() && file->contains("layer") &&
        file->at("layer").is_int64()) {
      documents.largest.push_back({std::string(string_member(*file, "path")),
                                   static_cast<std::uint64_t>(file->at("size").get_int64()),
                                   static_cast<int>(file->at("layer").get_int64())});
    }
  }
  return documents;
}

std::vector<image::Statement> kept_statements(const std::filesystem::path& state, const std::string& digest,
                                              const ports::Files& files) {
  std::vector<image::Statement> statements;
  const std::filesystem::path folder = state / digits(digest);
  const auto entries = files.list(folder);
  if (!entries) {
    return statements;
  }
  for (const ports::FileEntry& entry : *entries) {
    const std::string name = entry.path.string();
    if (name != "provenance.json" && !name.ends_with(".statement")) {
      continue;
    }
    const auto text = files.read(folder / entry.path);
    auto statement = text ? image::read_statement(*text) : Result<image::Statement>(fail(text.error()));
    if (statement) {
      statements.push_back(std::move(*statement));
    }
  }
  return statements;
}

}  // namespace ropewalk::app
