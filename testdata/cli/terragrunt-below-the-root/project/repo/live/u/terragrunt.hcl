inputs = {
  name = get_path_from_repo_root()
}
