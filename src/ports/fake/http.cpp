#include "ports/fake/http.h"

#include <fmt/format.h>

namespace ropewalk::ports {

void FakeHttp::on(std::string url, FakeServer server) {
  const std::lock_guard lock(mutex_);
  rules_.push_back({std::move(url), std::move(server)});
}

void FakeHttp::on(std::string url, int status, std::string body) {
  on(std::move(url), [status, body = std::move(body)](const HttpRequest& request) {
    return Result<HttpResponse>(HttpResponse{.status = status, .headers = {}, .body = body, .url = request.url});
  });
}

void FakeHttp::on_mail(std::function<Result<void>(const Mail& mail)> server) {
  const std::lock_guard lock(mutex_);
  mail_server_ = std::move(server);
}

std::vector<HttpRequest> FakeHttp::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::vector<Mail> FakeHttp::mails() const {
  const std::lock_guard lock(mutex_);
  return mails_;
}

Result<HttpResponse> FakeHttp::send(const HttpRequest& request, std::stop_token stop) {
  if (stop.stop_requested()) {
    return fail(ErrorKind::kInterrupted, "interrupted");
  }
  HttpRequest kept = request;
  if (request.body_file && files_ != nullptr) {
    auto text = files_->read(*request.body_file);
    if (!text) {
      return fail(std::move(text.error()));
    }
    kept.body = std::move(*text);
  }
  FakeServer server;
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(kept);
    for (const Rule& rule : rules_) {
      if (request.url.starts_with(rule.url)) {
        server = rule.server;
      }
    }
  }
  if (!server) {
    return fail(ErrorKind::kIncomplete, fmt::format("{}: no such host", request.url));
  }
  auto answer = server(kept);
  if (answer && answer->url.empty()) {
    answer->url = request.url;
  }
  if (answer && answer->body.size() > request.most_bytes) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: the answer is longer than allowed", request.url));
  }
  return answer;
}

Result<HttpDownload> FakeHttp::download(const HttpRequest& request, const std::filesystem::path& file,
                                        std::stop_token stop) {
  auto answer = send(request, std::move(stop));
  if (!answer) {
    return fail(std::move(answer.error()));
  }
  HttpDownload done{.response = std::move(*answer)};
  if (done.response.is_success()) {
    done.size = done.response.body.size();
    done.sha256 = sha256(done.response.body);
    if (files_ != nullptr) {
      if (auto written = files_->write(file, done.response.body); !written) {
        return fail(std::move(written.error()));
      }
    }
    done.response.body.clear();
  }
  return done;
}

Result<void> FakeHttp::send_mail(const Mail& mail, std::stop_token stop) {
  if (stop.stop_requested()) {
    return fail(ErrorKind::kInterrupted, "interrupted");
  }
  std::function<Result<void>(const Mail& mail)> server;
  {
    const std::lock_guard lock(mutex_);
    mails_.push_back(mail);
    server = mail_server_;
  }
  return server ? server(mail) : Result<void>();
}

}  // namespace ropewalk::ports
